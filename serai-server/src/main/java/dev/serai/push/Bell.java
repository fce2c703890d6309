package dev.serai.push;

import org.springframework.stereotype.Component;

/** Tells those who number notices that there are new ones; nobody may be listening. */
@Component
final class Bell {
    private volatile Runnable listener = () -> {};

    void ring() {
        listener.run();
    }

    void listen(Runnable to) {
        this.listener = to;
    }
}
