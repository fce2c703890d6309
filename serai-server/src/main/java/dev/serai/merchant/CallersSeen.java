package dev.serai.merchant;

import dev.serai.kernel.AppId;
import java.time.Instant;
import java.util.List;

/** From where apps' calls came lately; whoever keeps the records of calls tells. */
public interface CallersSeen {
    /** Addresses told at most, those with the most calls first. */
    int ADDRESSES_MAX = 1_000;

    /** Calls from one address. */
    record Caller(String address, long calls, Instant lastAt) {}

    /** Calls of these apps whose signature fitted, from this moment on, by address. */
    List<Caller> since(List<AppId> apps, Instant from);
}
