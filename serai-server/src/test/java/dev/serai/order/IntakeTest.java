package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class IntakeTest {
    private static final int CALLERS = 600;

    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch allWait = new CountDownLatch(CALLERS);

    /** A database that is gone: each attempt ends with an error, the first only when everybody waits. */
    private final class Gone extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            attempts.incrementAndGet();
            try {
                allWait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new CannotCreateTransactionException("gone");
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            throw new IllegalStateException("nothing to commit");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            throw new IllegalStateException("nothing to roll back");
        }
    }

    @Test
    void all_who_wait_for_a_stopped_database_are_told_together() {
        AbstractDriverBasedDataSource nowhere = new SimpleDriverDataSource();
        var db = JdbcClient.create(nowhere);
        var told = new AtomicInteger();
        try (var intake = new Intake(
                        db,
                        new TransactionTemplate(new Gone()),
                        new OrderTable(db),
                        new UnderWay(),
                        new Ids(Clock.systemUTC()),
                        Clock.systemUTC());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                var wanted = new NewOrder(
                        new MerchantId("m"),
                        new AppId("a"),
                        "order.create_order",
                        "A-" + i,
                        List.of(new Item("P-1", 1)));
                threads.execute(() -> {
                    allWait.countDown();
                    try {
                        intake.save(wanted);
                    } catch (CannotCreateTransactionException e) {
                        told.incrementAndGet();
                    }
                });
            }
            threads.close();
        }
        assertThat(told).hasValue(CALLERS);
        // Those who came a moment after the first attempt ended get one of their own.
        assertThat(attempts).hasValueLessThanOrEqualTo(3);
    }
}
