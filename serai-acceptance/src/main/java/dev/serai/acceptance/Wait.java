package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads again until it is good or the time is over; the result is judged, not the time it took. */
final class Wait {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Something that is read from the running system. */
    interface Reading<T> {
        T read() throws IOException, InterruptedException;
    }

    private Wait() {}

    /** The last reading. */
    static <T> T until(Duration limit, Reading<T> reading, Predicate<T> good) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            var found = reading.read();
            if (good.test(found) || System.nanoTime() > end) {
                return found;
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }
}
