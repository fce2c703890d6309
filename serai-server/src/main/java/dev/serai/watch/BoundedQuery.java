package dev.serai.watch;

import dev.serai.operator.Refused;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionTemplate;

/** A read that ends: people may ask for a rare thing in a long log, and better no answer than one that never comes. */
public final class BoundedQuery {
    public static final int QUERY_SECONDS_MAX = 10;

    private final TransactionTemplate reading;

    /** @param isolation as {@code TransactionDefinition} numbers them */
    public BoundedQuery(TransactionTemplate transactions, int isolation) {
        reading = new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()));
        reading.setIsolationLevel(isolation);
        reading.setReadOnly(true);
        reading.setTimeout(QUERY_SECONDS_MAX);
    }

    /**
     * @throws Refused 503 {@code store.busy} when it takes longer than {@link #QUERY_SECONDS_MAX}
     */
    public <T> T run(Supplier<T> read) {
        try {
            return Objects.requireNonNull(reading.<T>execute(_ -> read.get()));
        } catch (QueryTimeoutException e) {
            throw new Refused(
                    503,
                    "store.busy",
                    "this took longer than " + QUERY_SECONDS_MAX
                            + " s; ask for a shorter time or an app, or try again");
        }
    }
}
