package dev.serai.contest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads that go through every fact of a contest: they may take minutes, and a second core. */
@Component
final class LongReads {
    /** What one statement may take. */
    static final Duration MOST = Duration.ofMinutes(10);

    /** The server ends a statement first, and says so. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Connections used beside those of the callers. One: many who count at once must not wait for each other's. */
    private final Semaphore beside = new Semaphore(1);

    private final JdbcTemplate db;
    private final TransactionTemplate second;

    LongReads(DataSource source, PlatformTransactionManager manager) {
        this.db = new JdbcTemplate(source);
        this.second = new TransactionTemplate(manager);
        this.second.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.second.setReadOnly(true);
    }

    /** For the rest of the caller's transaction. */
    void allow() {
        allow(MOST);
    }

    /**
     * Lets each statement of the caller's transaction take this long and no longer. A connection waits for an answer much
     * shorter otherwise, and the pool makes it so again.
     */
    void allow(Duration most) {
        db.execute((ConnectionCallback<Boolean>) connection -> {
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(most.plus(GRACE).toMillis()));
            try (var statement = connection.createStatement()) {
                return statement.execute("SET LOCAL statement_timeout = " + most.toMillis());
            }
        });
    }

    /**
     * Does both in the caller's snapshot, the second on another connection at the same time where one is free for it.
     *
     * @return what the first and the second gave
     */
    <T> List<T> both(Supplier<T> first, Supplier<T> other) {
        if (!beside.tryAcquire()) {
            return List.of(first.get(), other.get());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var snapshot = db.queryForObject("SELECT pg_export_snapshot()", String.class);
            var there = threads.submit(() -> second.execute(_ -> {
                db.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
                allow();
                return other.get();
            }));
            List<T> both = new ArrayList<>();
            both.add(first.get());
            both.add(there.get());
            return both;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException own ? own : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } finally {
            beside.release();
        }
    }
}
