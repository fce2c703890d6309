package dev.serai.reward;

import org.springframework.stereotype.Component;

/** Tells the delivering loop, where one runs, that there is work. Losing a signal only costs the loop's pause. */
@Component
class FulfilmentSignal {
    private volatile Runnable listener = () -> {};

    void tell(Runnable listener) {
        this.listener = listener;
    }

    void wake() {
        listener.run();
    }
}
