package dev.serai.push;

import dev.serai.kernel.Lane;
import dev.serai.kernel.Sealer;
import dev.serai.merchant.Fault;
import dev.serai.merchant.Sandboxes;
import dev.serai.push.Lines.Attempt;
import dev.serai.push.Lines.Fate;
import dev.serai.push.Lines.Head;
import dev.serai.push.WebhookClient.Outcome;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the heads of all lines, each on its own virtual thread, and settles what came of them in batches.
 *
 * <p>A slow receiver keeps to its own few threads, and to one once it has failed a few times in a row. What is under way
 * when the process dies is sent again when its lease ends: same id, same number.
 */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** Attempts under way at once, on this node. */
    static final int UNDER_WAY_MAX = 1024;

    /** Attempts under way at once at one subscription. */
    static final int UNDER_WAY_PER_SUBSCRIPTION = 16;

    /** After so many failures in a row a subscription gets one attempt at a time, until one succeeds. */
    static final int FAILING_AFTER = 3;

    private static final int SETTLE_BATCH_MAX = 256;
    private static final int GONE = 410;

    /** How long the sandbox waits for an event with which to disturb the order. */
    private static final Duration REORDER_WAIT = Duration.ofSeconds(5);

    /** How a subscription does on this node. */
    private static final class Pulse {
        int underWay;
        int failuresInARow;

        int room() {
            return Math.max(0, (failuresInARow >= FAILING_AFTER ? 1 : UNDER_WAY_PER_SUBSCRIPTION) - underWay);
        }

        boolean calm() {
            return underWay == 0 && failuresInARow == 0;
        }
    }

    private final Lines lines;
    private final WebhookClient client;
    private final Sealer sealer;
    private final Sandboxes sandboxes;
    private final Clock clock;
    private final Runnable wake;
    private final Lane<Attempt, Boolean> settled;
    private final ConcurrentHashMap<String, Pulse> pulses = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param wake called when there may be more to send */
    Courier(Lines lines, WebhookClient client, Sealer sealer, Sandboxes sandboxes, Clock clock, Runnable wake) {
        this.lines = lines;
        this.client = client;
        this.sealer = sealer;
        this.sandboxes = sandboxes;
        this.clock = clock;
        this.wake = wake;
        this.settled = new Lane<>("push-settle", UNDER_WAY_MAX, SETTLE_BATCH_MAX, attempts -> {
            lines.settle(attempts);
            return attempts.stream().map(a -> true).toList();
        });
    }

    /** Sends what is due, as far as there is room. Does not wait for the answers; what ends wakes for more. */
    void step() {
        int room = UNDER_WAY_MAX - underWay.get();
        if (room <= 0) {
            return;
        }
        var fewer = new HashMap<String, Integer>();
        pulses.forEach((id, pulse) -> {
            synchronized (pulse) {
                fewer.put(id, pulse.room());
            }
        });
        for (var head : lines.claim(clock.instant(), room, UNDER_WAY_PER_SUBSCRIPTION, fewer)) {
            underWay.incrementAndGet();
            change(head, pulse -> pulse.underWay++);
            Thread.ofVirtual().name("push-" + head).start(() -> carry(head));
        }
    }

    private void carry(Head head) {
        try {
            var attempt = attempt(head);
            settled.call(attempt);
            change(
                    head,
                    pulse -> pulse.failuresInARow = attempt.fate() == Fate.DELIVERED ? 0 : pulse.failuresInARow + 1);
        } catch (RuntimeException e) {
            // Nothing is lost: the head is handed out again when its lease ends.
            LOG.warn("the attempt to deliver {} could not be kept and will be repeated: {}", head, e.toString());
        } finally {
            change(head, pulse -> pulse.underWay--);
            underWay.decrementAndGet();
            wake.run();
        }
    }

    private void change(Head head, Consumer<Pulse> how) {
        pulses.compute(head.subscription(), (id, known) -> {
            var pulse = known == null ? new Pulse() : known;
            synchronized (pulse) {
                how.accept(pulse);
                return pulse.calm() ? null : pulse;
            }
        });
    }

    /** With what the sandbox does wrong on purpose, where the subscription's app has that switched on. */
    private Attempt attempt(Head head) {
        if (!sandboxes.is(head.app())) {
            return sent(head);
        }
        var first = head.attempts() == 0;
        var delay = sandboxes.befalling(head.app(), Fault.Kind.PUSH_DELAY);
        if (first && delay != null) {
            return heldBack(head, "delayed", Duration.ofMillis(delay.delayMs()));
        }
        if (sandboxes.befalling(head.app(), Fault.Kind.PUSH_DROP) != null) {
            return failed(head, clock.instant(), 0, null, "the sandbox did not send it, on purpose", Duration.ZERO);
        }
        if (sandboxes.befalling(head.app(), Fault.Kind.PUSH_REORDER) != null) {
            var behind = lines.behind(head);
            if (first && behind.isEmpty()) {
                return heldBack(head, "waiting for the event after it, to send that first", REORDER_WAIT);
            }
            behind.ifPresent(this::post);
        }
        var attempt = sent(head);
        if (attempt.fate() == Fate.DELIVERED && sandboxes.befalling(head.app(), Fault.Kind.PUSH_DUPLICATE) != null) {
            post(head);
        }
        return attempt;
    }

    private Attempt heldBack(Head head, String how, Duration wait) {
        var now = clock.instant();
        return new Attempt(
                head, now, 0, null, "held back by the sandbox on purpose: " + how, Fate.FAILED, now.plus(wait));
    }

    private Outcome post(Head head) {
        var secret = new WebhookSecret(sealer.open(head.sealedSecret()));
        return client.post(ReceiverUrl.parse(head.url()), headers(head, secret, clock.instant()), head.body());
    }

    private Attempt sent(Head head) {
        var at = clock.instant();
        long began = System.nanoTime();
        var outcome = post(head);
        int durationMs = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return switch (outcome) {
            case Outcome.Answered(int status, var retryAfter)
            when status >= 200 && status < 300 -> new Attempt(head, at, durationMs, status, null, Fate.DELIVERED, null);
            case Outcome.Answered(int status, var retryAfter)
            when status == GONE ->
                new Attempt(head, at, durationMs, status, "410: the receiver wants no more events", Fate.GONE, null);
            case Outcome.Answered(int status, var retryAfter) -> {
                var cause = status >= 300 && status < 400 ? "redirects are not followed" : "the receiver refused";
                yield failed(head, at, durationMs, status, cause, asked(retryAfter));
            }
            case Outcome.Unanswered(String cause) -> failed(head, at, durationMs, null, cause, Duration.ZERO);
        };
    }

    private Attempt failed(
            Head head, Instant at, int durationMs, @Nullable Integer status, String cause, Duration asked) {
        var now = clock.instant();
        if (!now.isBefore(head.createdAt().plus(Retries.TRIED_FOR))) {
            var told = cause + "; given up after " + Retries.TRIED_FOR.toDays() + " days, still to be polled";
            return new Attempt(head, at, durationMs, status, told, Fate.GIVEN_UP, null);
        }
        var pause = Retries.pause(
                head.attempts() + 1, asked, ThreadLocalRandom.current().nextDouble());
        return new Attempt(head, at, durationMs, status, cause, Fate.FAILED, now.plus(pause));
    }

    /** Retry-After: seconds or a date; anything else counts as not said. */
    private Duration asked(@Nullable String retryAfter) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        try {
            if (retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')) {
                // Nine digits are thirty years and still an int.
                return retryAfter.isEmpty() || retryAfter.length() > 9
                        ? Duration.ZERO
                        : Duration.ofSeconds(Integer.parseInt(retryAfter));
            }
            var until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            var pause = Duration.between(clock.instant(), until.toInstant());
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static Map<String, String> headers(Head head, WebhookSecret secret, Instant at) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("user-agent", "Serai-Webhooks/1");
        headers.put("webhook-id", head.eventId());
        headers.put("webhook-timestamp", Long.toString(at.getEpochSecond()));
        headers.put("webhook-signature", secret.sign(head.eventId(), at, head.body()));
        headers.put("serai-seq", Long.toString(head.seq()));
        headers.put("serai-prev", Long.toString(head.seq() - 1));
        return headers;
    }

    /** Ends without waiting for receivers; what is under way is repeated later. */
    @Override
    public void close() {
        settled.close();
        client.close();
    }
}
