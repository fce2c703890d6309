package dev.serai.order;

import dev.serai.kernel.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The background's rounds: one settles what is unknown and cancels what should be, one reads the core's changes in case a
 * webhook was lost, one asks after single orders in case that list was wrong. What is due stands in the table, so a restart forgets nothing, and any number of nodes share the work.
 */
@Component
final class OrderLoops implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OrderLoops.class);

    /** How many orders one round takes, and asks the core about at once. */
    static final int ROUND_MAX = 16;

    static final Duration SETTLE_PAUSE = Duration.ofMillis(500);
    static final Duration REFRESH_PAUSE = Duration.ofSeconds(1);

    private final OrderTable table;
    private final Settlement settlement;
    private final CoreFeed feed;
    private final Refunds refunds;
    private final Clock clock;
    private final boolean worker;
    private volatile List<Loop> loops = List.of();

    OrderLoops(
            OrderTable table,
            Settlement settlement,
            CoreFeed feed,
            Refunds refunds,
            Clock clock,
            @Value("${serai.roles:gateway,console,worker}") List<String> roles) {
        this.table = table;
        this.settlement = settlement;
        this.feed = feed;
        this.refunds = refunds;
        this.clock = clock;
        this.worker = roles.contains("worker");
    }

    /** Returns whether there may be more to settle. */
    boolean settle() {
        return round(true);
    }

    /** Returns whether there may be more to ask after. */
    boolean refresh() {
        return round(false);
    }

    private boolean round(boolean unsettled) {
        var now = clock.instant();
        var due = table.take(unsettled, now, now.plus(AskAgain.LEASE), ROUND_MAX);
        if (due.isEmpty()) {
            return false;
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(order -> threads.execute(() -> proceed(order)));
        }
        return due.size() == ROUND_MAX;
    }

    private void proceed(Order order) {
        try {
            settlement.proceed(order);
        } catch (RuntimeException e) {
            // It is due again when its lease ends.
            LOG.warn("order {} could not be settled now: {}", order.orderId(), e.toString());
        }
    }

    @Override
    public synchronized void start() {
        if (worker && loops.isEmpty()) {
            loops = List.of(
                    new Loop("orders-settle", SETTLE_PAUSE, this::settle),
                    new Loop("refunds", REFRESH_PAUSE, refunds::goOn),
                    new Loop("orders-feed", REFRESH_PAUSE, feed::read),
                    new Loop("orders-refresh", REFRESH_PAUSE, this::refresh));
        }
    }

    @Override
    public synchronized void stop() {
        loops.forEach(Loop::close);
        loops = List.of();
    }

    @Override
    public boolean isRunning() {
        return !loops.isEmpty();
    }
}
