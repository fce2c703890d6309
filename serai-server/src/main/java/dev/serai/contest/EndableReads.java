package dev.serai.contest;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads of the database that somebody else may end and that end by themselves: one snapshot, read only, each statement with
 * a time. What nobody waits for any more must not go on counting.
 */
@Component
final class EndableReads {
    private static final ScopedValue<Reading> READING = ScopedValue.newInstance();

    private final JdbcClient client;
    private final PlatformTransactionManager manager;
    private final LongReads reads;

    EndableReads(DataSource source, PlatformTransactionManager manager, LongReads reads) {
        this.client = JdbcClient.create(new Watched(source));
        this.manager = manager;
        this.reads = reads;
    }

    /** One read under way. Ended once, it stays so. */
    static final class Reading {
        private @Nullable Statement running;
        private boolean ended;

        /** From any thread. What runs is cancelled; what would follow does not begin. */
        synchronized void end() {
            ended = true;
            var statement = running;
            if (statement != null) {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    // It was over already; what follows looks at `ended`.
                    running = null;
                }
            }
        }

        private synchronized void begins(Statement statement) {
            if (ended) {
                throw new Ended();
            }
            running = statement;
        }

        synchronized boolean isEnded() {
            return ended;
        }

        private synchronized void over() {
            running = null;
        }
    }

    /** Somebody ended it. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the read was ended", null, false, false);
        }
    }

    /** It took longer than it may. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow(Duration most) {
            super("took longer than " + most.toSeconds() + " s", null, false, false);
        }
    }

    private static final class Watched extends JdbcTemplate {
        Watched(DataSource source) {
            super(source);
        }

        @Override
        protected void applyStatementSettings(Statement statement) throws SQLException {
            super.applyStatementSettings(statement);
            if (READING.isBound()) {
                READING.get().begins(statement);
            }
        }
    }

    /** To be used inside {@link #read}. */
    JdbcClient client() {
        return client;
    }

    /**
     * Throws {@link Ended} or {@link TooSlow}.
     *
     * @param most how long all of it may take
     */
    <T> T read(Reading reading, Duration most, Supplier<T> work) {
        var snapshot = new TransactionTemplate(manager);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        snapshot.setTimeout(Math.toIntExact(most.toSeconds()));
        try {
            return ScopedValue.where(READING, reading)
                    .call(() -> Objects.requireNonNull(snapshot.<T>execute(_ -> {
                        // The server keeps the time too, should this process be gone.
                        reads.allow(most);
                        if (reading.isEnded()) {
                            throw new Ended();
                        }
                        return work.get();
                    })));
        } catch (QueryTimeoutException | TransactionTimedOutException e) {
            throw reading.isEnded() ? new Ended() : new TooSlow(most);
        } catch (DataAccessException e) {
            if (reading.isEnded()) {
                throw new Ended();
            }
            throw e;
        } finally {
            reading.over();
        }
    }
}
