package dev.serai.fact;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** Rung after facts were committed, so that those who listen need not wait for their next look. */
@Component("factBell")
final class Bell {
    private final List<Runnable> hearers = new CopyOnWriteArrayList<>();

    void onRing(Runnable hearer) {
        hearers.add(hearer);
    }

    void ring() {
        hearers.forEach(Runnable::run);
    }
}
