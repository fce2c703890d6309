package dev.serai.openapi;

import dev.serai.merchant.App;
import org.jspecify.annotations.Nullable;

/**
 * What one app may use.
 *
 * @param perSecond calls it gains each second
 * @param burst calls it can save up
 * @param concurrent calls under way at once, on each node
 * @param perDay calls a day (GMT+8); null: as many as it likes
 * @param perMonth calls a calendar month (GMT+8); null: as many as it likes
 */
public record AppLimits(
        Stage stage,
        int perSecond,
        int burst,
        int concurrent,
        @Nullable Long perDay,
        @Nullable Long perMonth) {
    /** Calls under way at once where nothing else was agreed. */
    public static final int CONCURRENT_DEFAULT = 2_000;

    /** Calls a day of an app under test (as Taobao's open platform has it). */
    public static final long TEST_PER_DAY = 5_000;

    /** Where the app is in its life; its quota follows. */
    public enum Stage {
        /** Plays in the sandbox; no quota. */
        SANDBOX,
        /** Under test: {@link #TEST_PER_DAY} unless agreed otherwise. */
        TEST,
        /** Serves users; what its contract says. */
        LIVE
    }

    /** What is declared for an app, besides its calls a second; null: the default. */
    public record Declared(
            Stage stage,
            @Nullable Integer burst,
            @Nullable Integer concurrent,
            @Nullable Long perDay,
            @Nullable Long perMonth) {
        /** An app for which nothing was declared. */
        public static final Declared NONE = new Declared(Stage.LIVE, null, null, null, null);

        /** Together with the app's own calls a second. */
        public AppLimits of(App app) {
            return new AppLimits(
                    stage,
                    app.limitPerS(),
                    burst == null ? app.limitPerS() : burst,
                    concurrent == null ? CONCURRENT_DEFAULT : concurrent,
                    perDay == null && stage == Stage.TEST ? Long.valueOf(TEST_PER_DAY) : perDay,
                    perMonth);
        }
    }

    /** Whether calls are counted by day or month at all. */
    public boolean hasQuota() {
        return perDay != null || perMonth != null;
    }
}
