package dev.serai.kernel;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/** Tells a database that cannot be had from work that went wrong. */
public final class Outage {
    private Outage() {}

    /** Whether the next piece of work would fail in the same way, after waiting as long. */
    public static boolean is(Throwable thrown) {
        return thrown instanceof TransactionException || thrown instanceof DataAccessResourceFailureException;
    }
}
