package dev.serai.merchant;

import dev.serai.kernel.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Looks at the change number once for everybody in this room who keeps apps in memory. */
@Component
class ChangeWatch implements DisposableBean {
    private final Changes changes;
    private final List<Runnable> hearers = new CopyOnWriteArrayList<>();
    private final Loop loop;
    private long seen = -1;
    private int told;

    ChangeWatch(Changes changes, @Value(Loop.LOOK_EVERY) Duration lookEvery) {
        this.changes = changes;
        this.loop = new Loop("apps", lookEvery, this::look);
    }

    /** @param reread looks at the change number itself, and rereads where it moved since; is tried again where it fails */
    void onMove(Runnable reread) {
        hearers.add(reread);
        loop.wake();
    }

    private boolean look() {
        long now = changes.number();
        int hearing = hearers.size();
        if (now != seen || hearing != told) {
            hearers.subList(0, hearing).forEach(Runnable::run);
            seen = now;
            told = hearing;
        }
        return false;
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
