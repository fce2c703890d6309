package plaza.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/** The database, once its tables stand. Whatever keeps it from answering becomes one {@link RuntimeException}. */
public final class Database implements AutoCloseable {
    private static final int CONFLICT_TRIES = 5;

    /** Work on a session. */
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private final Pool pool;
    private final String schema;
    private final Function<SQLException, RuntimeException> unavailable;
    private volatile boolean ready;

    /** {@code unavailable} makes the exception that says: cannot be asked now, ask again. */
    public Database(
            String jdbcUrl,
            String schema,
            String user,
            String password,
            Function<SQLException, RuntimeException> unavailable) {
        this.schema = schema;
        this.pool = new Pool(jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "currentSchema=" + schema, user, password);
        this.unavailable = unavailable;
    }

    /** Creates tables and first contents where they are missing. Until it succeeded once, nothing else works. */
    public void prepare() throws SQLException {
        transaction(session -> {
            Schema.ensure(session, schema);
            return true;
        });
        ready = true;
    }

    public boolean answers() {
        try {
            return read(session -> session.number("select 1")) == 1;
        } catch (RuntimeException down) {
            return false;
        }
    }

    /** Single statements, each its own transaction. */
    public <T> T read(Work<T> work) {
        return guarded(() -> {
            Connection connection = pool.borrow();
            boolean failed = true;
            try {
                T result = work.run(new Session(connection));
                failed = false;
                return result;
            } finally {
                pool.giveBack(connection, failed && !alive(connection));
            }
        });
    }

    /** All of the work or, when it throws, nothing of it. Deadlock victims are run again. */
    public <T> T change(Work<T> work) {
        return guarded(() -> {
            for (int tries = 1; ; tries++) {
                try {
                    return transaction(work);
                } catch (SQLException conflict) {
                    boolean again = "40P01".equals(conflict.getSQLState()) || "40001".equals(conflict.getSQLState());
                    if (!again || tries == CONFLICT_TRIES) {
                        throw conflict;
                    }
                }
            }
        });
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        Connection connection = pool.borrow();
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            T result = work.run(new Session(connection));
            connection.commit();
            connection.setAutoCommit(true);
            done = true;
            return result;
        } finally {
            pool.giveBack(connection, !done && !rolledBack(connection));
        }
    }

    private static boolean rolledBack(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return true;
        } catch (SQLException broken) {
            return false;
        }
    }

    private static boolean alive(Connection connection) {
        try {
            return connection.isValid(1);
        } catch (SQLException broken) {
            return false;
        }
    }

    private interface Guarded<T> {
        T run() throws SQLException;
    }

    private <T> T guarded(Guarded<T> work) {
        if (!ready) {
            throw unavailable.apply(new SQLException("the tables do not stand yet", "08001"));
        }
        try {
            return work.run();
        } catch (SQLException failed) {
            String state = failed.getSQLState();
            // 08 connection, 57P shutting down or starting, 53 out of connections or disk: it may pass.
            if (state == null
                    || state.startsWith("08")
                    || state.startsWith("57P")
                    || state.startsWith("53")
                    || state.startsWith("28")
                    || state.startsWith("3D")) {
                throw unavailable.apply(failed);
            }
            throw new IllegalStateException("a statement failed with SQL state " + state, failed);
        }
    }
}
