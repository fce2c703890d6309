package dev.serai.reward;

import dev.serai.kernel.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Keeps {@link Fulfilment} going while the house stands. */
@Component
class FulfilmentLoop implements SmartLifecycle {
    /** How late a due retry may be looked at; new work wakes the loop at once. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Fulfilment fulfilment;
    private final FulfilmentSignal signal;
    private volatile @Nullable Loop loop;

    FulfilmentLoop(Fulfilment fulfilment, FulfilmentSignal signal) {
        this.fulfilment = fulfilment;
        this.signal = signal;
    }

    @Override
    public void start() {
        var started = new Loop("fulfilment", PAUSE, fulfilment::step);
        loop = started;
        signal.tell(started::wake);
    }

    @Override
    public void stop() {
        signal.tell(() -> {});
        var running = loop;
        loop = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return loop != null;
    }
}
