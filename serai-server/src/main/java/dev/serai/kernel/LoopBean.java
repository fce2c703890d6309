package dev.serai.kernel;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** A room's one loop, which goes while the house stands. */
public abstract class LoopBean implements SmartLifecycle {
    private volatile @Nullable Loop loop;

    /** Starts it; null where this node does not do this work. */
    protected abstract @Nullable Loop begin();

    /** There is something to do. */
    public final void wake() {
        var running = loop;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public void start() {
        if (loop == null) {
            loop = begin();
        }
    }

    @Override
    public void stop() {
        var running = loop;
        loop = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public final boolean isRunning() {
        return loop != null;
    }
}
