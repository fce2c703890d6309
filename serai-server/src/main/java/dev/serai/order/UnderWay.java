package dev.serai.order;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * The creations this process is just telling the core of. Whoever repeats one waits here for its outcome instead of asking
 * the core himself. Only a courtesy: after a restart, or on another node, he sees PENDING and the background settles it.
 */
@Component
final class UnderWay {
    /** A little more than one call to the core may take. */
    static final Duration WAIT_MAX = Duration.ofMillis(2_200);

    /** Nobody is under way for longer; this also clears what a failed transaction left behind. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(10);

    private final ConcurrentHashMap<String, CompletableFuture<Optional<Order>>> creations = new ConcurrentHashMap<>();

    void begin(String orderId) {
        var creation = new CompletableFuture<Optional<Order>>();
        creations.put(orderId, creation);
        creation.completeOnTimeout(Optional.empty(), FORGOTTEN_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> creations.remove(orderId, creation));
    }

    /** Tells those who wait; empty when the order is left to the background without an answer. */
    void end(String orderId, Optional<Order> outcome) {
        var creation = creations.get(orderId);
        if (creation != null) {
            creation.complete(outcome);
        }
    }

    /** Waits for the outcome, where there is one to wait for; empty when the order has to be read again. */
    Optional<Order> await(String orderId) {
        var creation = creations.get(orderId);
        if (creation == null) {
            return Optional.empty();
        }
        try {
            return creation.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
