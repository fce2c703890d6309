package dev.serai.core;

import java.time.Duration;

/** Makes the real client for tests of other rooms. */
public final class Cores {
    private Cores() {}

    public static CoreHttp at(String url, Duration deadline) {
        return new PooledCoreHttp(url, deadline, PooledCoreHttp.places());
    }
}
