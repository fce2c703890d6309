package dev.serai.kernel;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that goes on in the background: does a step, again at once while there is more to do, otherwise after a pause or
 * when woken. A step that fails is tried again after a pause that grows to {@link #TROUBLE_PAUSE_MAX}; the loop itself never
 * ends but by {@link #close}.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration TROUBLE_PAUSE_MIN = Duration.ofMillis(100);

    /** A setting: how often a node looks whether another changed what it keeps in memory. */
    public static final String LOOK_EVERY = "${serai.look-every:500ms}";

    /** The longest pause after failures, so that work goes on soon after the database came back. */
    public static final Duration TROUBLE_PAUSE_MAX = Duration.ofSeconds(1);

    private final String name;
    private final Duration pause;
    private final BooleanSupplier step;
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private volatile boolean open = true;

    /**
     * @param pause how long to wait when there is nothing to do and nobody wakes it
     * @param step does one bounded piece of work and returns whether there may be more
     */
    public Loop(String name, Duration pause, BooleanSupplier step) {
        this(name, pause, step, Thread.ofVirtual());
    }

    /** On a thread of this kind: a virtual one waits, a platform thread may compute. */
    public Loop(String name, Duration pause, BooleanSupplier step, Thread.Builder kind) {
        this.name = name;
        this.pause = pause;
        this.step = step;
        this.thread = kind.name("loop-" + name).start(this::run);
    }

    /** There is something to do. Cheap; may be called from anywhere, any number of times. */
    public void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    private void run() {
        long troubleMs = 0;
        while (open) {
            try {
                boolean more = step.getAsBoolean();
                troubleMs = 0;
                if (!more) {
                    rest(pause.toMillis());
                }
            } catch (RuntimeException | Error e) {
                // An Error, too: with memory short for a moment, who ended here would be missed until a restart.
                if (troubleMs == 0 && open) {
                    LOG.warn("{} failed and will be tried again: {}", name, e.toString());
                }
                troubleMs = Math.clamp(troubleMs * 2, TROUBLE_PAUSE_MIN.toMillis(), TROUBLE_PAUSE_MAX.toMillis());
                rest(troubleMs);
            }
        }
    }

    private void rest(long ms) {
        try {
            if (signal.tryAcquire(ms, TimeUnit.MILLISECONDS)) {
                signal.drainPermits();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a loop; close it", e);
        }
    }

    /** Ends after the step under way. */
    @Override
    public void close() {
        open = false;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
