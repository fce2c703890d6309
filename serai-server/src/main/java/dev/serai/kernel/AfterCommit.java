package dev.serai.kernel;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What may only happen once everybody can see what a transaction changed. */
public final class AfterCommit {
    private AfterCommit() {}

    /** As {@link #run(Runnable)}; where the work fails, what is committed stays, and {@code otherwise} is done. */
    public static void run(Runnable work, Runnable otherwise) {
        run(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                otherwise.run();
            }
        });
    }

    /** Does it when the transaction under way is committed, never when it is rolled back; at once where none is. */
    public static void run(Runnable work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }
}
