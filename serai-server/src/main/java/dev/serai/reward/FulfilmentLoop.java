package dev.serai.reward;

import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Keeps {@link Fulfilment} going while the house stands. */
@Component
class FulfilmentLoop extends LoopBean {
    /** How late a due retry may be looked at; new work wakes the loop at once. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Fulfilment fulfilment;

    FulfilmentLoop(Fulfilment fulfilment, FulfilmentSignal signal) {
        this.fulfilment = fulfilment;
        signal.tell(this::wake);
    }

    @Override
    protected Loop begin() {
        return new Loop("fulfilment", PAUSE, fulfilment::step);
    }
}
