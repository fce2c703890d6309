package dev.serai.merchant;

import dev.serai.kernel.AppId;
import java.time.Instant;

/** Makes grants and limits of a contract's terms; the rooms that own those implement it. */
public interface TermsTaker {
    /** Throws {@link dev.serai.operator.Refused} when the terms name what is not there. */
    void check(Terms terms);

    /**
     * From now on these terms and no others hold for a live app, until {@code until}. Called in the transaction that puts
     * the contract in force.
     */
    void take(AppId app, Terms terms, Instant until);
}
