package plaza.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bounded set of connections. One that rested is asked whether it still lives before it is handed out. */
final class Pool implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 12;
    private static final long BORROW_WAIT_SECONDS = 5;
    private static final long TRUSTED_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int ALIVE_WAIT_SECONDS = 2;

    private record Resting(Connection connection, long sinceNanos) {}

    private final String jdbcUrl;
    private final Properties properties = new Properties();
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX, true);
    private final ConcurrentLinkedDeque<Resting> resting = new ConcurrentLinkedDeque<>();

    Pool(String jdbcUrl, String user, String password) {
        this.jdbcUrl = jdbcUrl;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "plaza");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
    }

    Connection borrow() throws SQLException {
        try {
            if (!permits.tryAcquire(BORROW_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLException("all " + CONNECTIONS_MAX + " connections stayed busy", "08001");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", "08001", stopping);
        }
        try {
            Connection rested = living();
            return rested != null ? rested : DriverManager.getConnection(jdbcUrl, properties);
        } catch (SQLException | RuntimeException failed) {
            permits.release();
            throw failed;
        }
    }

    /** A connection that failed is closed, and all resting ones with it: they met the same end. */
    void giveBack(Connection connection, boolean failed) {
        try {
            if (failed) {
                close(connection);
                close();
            } else {
                resting.push(new Resting(connection, System.nanoTime()));
            }
        } finally {
            permits.release();
        }
    }

    @Override
    public void close() {
        for (Resting one = resting.poll(); one != null; one = resting.poll()) {
            close(one.connection());
        }
    }

    private @Nullable Connection living() throws SQLException {
        for (Resting one = resting.poll(); one != null; one = resting.poll()) {
            if (System.nanoTime() - one.sinceNanos() < TRUSTED_REST_NANOS
                    || one.connection().isValid(ALIVE_WAIT_SECONDS)) {
                return one.connection();
            }
            close(one.connection());
        }
        return null;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            // It is thrown away either way.
        }
    }
}
