package dev.serai.push;

import dev.serai.kernel.Loop;
import dev.serai.kernel.Sealer;
import dev.serai.merchant.Sandboxes;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The room's background work on this node, while the node runs. */
@Component
final class PushWork implements SmartLifecycle {
    /** How late a notice of another node, or a retry that fell due, is noticed at worst. */
    static final Duration LOOK_PAUSE = Duration.ofMillis(500);

    private static final Duration CLEANING_PAUSE = Duration.ofHours(1);

    private final Numbering numbering;
    private final Lines lines;
    private final Cleaning cleaning;
    private final Addresses addresses;
    private final Sealer sealer;
    private final Sandboxes sandboxes;
    private final Clock clock;
    private final Vertx vertx;
    private final Bell bell;

    /** What runs, the last started first. Empty while stopped. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    PushWork(
            Numbering numbering,
            Lines lines,
            Cleaning cleaning,
            Addresses addresses,
            Sealer sealer,
            Sandboxes sandboxes,
            Clock clock,
            Vertx vertx,
            Bell bell) {
        this.numbering = numbering;
        this.lines = lines;
        this.cleaning = cleaning;
        this.addresses = addresses;
        this.sealer = sealer;
        this.sandboxes = sandboxes;
        this.clock = clock;
        this.vertx = vertx;
        this.bell = bell;
    }

    @Override
    public synchronized void start() {
        var more = new Bell();
        var courier = new Courier(
                lines,
                new WebhookClient(vertx, addresses, WebhookClient.TIMEOUT),
                sealer,
                sandboxes,
                clock,
                more::ring);
        running.push(courier);
        var sending = new Loop("push-send", LOOK_PAUSE, () -> {
            courier.step();
            return false;
        });
        more.listen(sending::wake);
        running.push(sending);
        var numbers = new Loop("push-number", LOOK_PAUSE, () -> {
            int numbered = numbering.step();
            if (numbered > 0) {
                sending.wake();
            }
            return numbered == Numbering.BATCH_MAX;
        });
        bell.listen(numbers::wake);
        running.push(numbers);
        running.push(new Loop("push-clean", CLEANING_PAUSE, cleaning::step));
    }

    @Override
    public synchronized void stop() {
        bell.listen(() -> {});
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("the push room did not stop", e);
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isEmpty();
    }
}
