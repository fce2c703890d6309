package dev.serai.fact;

import dev.serai.kernel.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets every listener hear, each at its own pace: one loop a listener, woken when facts were committed. */
@Component
final class Listening implements SmartLifecycle {
    /** How often a listener looks by itself: facts may have come in through another node. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final List<FactListener> listeners;
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final List<Loop> loops = new ArrayList<>();

    Listening(List<FactListener> listeners, JdbcClient db, TransactionTemplate transactions, Clock clock, Bell bell) {
        this.listeners = listeners;
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
        bell.onRing(this::wake);
    }

    private synchronized void wake() {
        loops.forEach(Loop::wake);
    }

    @Override
    public synchronized void start() {
        for (var listener : listeners) {
            loops.add(
                    new Loop("facts-" + listener.name(), LOOK_EVERY, new Ear(listener, db, transactions, clock)::step));
        }
    }

    @Override
    public void stop() {
        List<Loop> ending;
        synchronized (this) {
            ending = List.copyOf(loops);
            loops.clear();
        }
        ending.forEach(Loop::close);
    }

    @Override
    public synchronized boolean isRunning() {
        return !loops.isEmpty();
    }
}
