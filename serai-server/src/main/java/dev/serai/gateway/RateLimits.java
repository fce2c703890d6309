package dev.serai.gateway;

import dev.serai.kernel.Loop;
import dev.serai.kernel.SharedServer;
import dev.serai.openapi.AppLimits;
import dev.serai.openapi.Limits;
import dev.serai.openapi.QuotaPeriod;
import dev.serai.openapi.Quotas;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The limits of every app: decides from memory, fills stocks in the background, gives back what is not used. A refused call
 * takes nothing.
 */
@Component
class RateLimits implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);

    /** Calls of one app that wait for its stock; a draw or a lease takes a millisecond or two. */
    private static final int WAITING_MAX = 10_000;

    /** Leases that could not be given back because the database was away; more are given up. */
    private static final int OWED_MAX = 10_000;

    /** After a failure the shared server is left alone for a while: no call waits for it. */
    private static final Duration WELL_AWAY = Duration.ofSeconds(1);

    private static final Duration IDLE = Duration.ofSeconds(1);

    private record Owed(Allowance of, Allowance.Lease lease) {}

    private final ConcurrentHashMap<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Owed> owed = new ConcurrentLinkedQueue<>();
    private final FairShare share = new FairShare(FairShare.CALLS_MAX);
    private final Limits limits;
    private final Quotas quotas;
    private final @Nullable TokenWell well;
    private final Clock clock;
    private final Executor filling =
            task -> Thread.ofVirtual().name("limits-fill").start(task);
    private final Loop loop;
    private volatile long wellAwayUntilMicros;

    @Autowired
    RateLimits(Limits limits, Quotas quotas, ObjectProvider<SharedServer> server, Clock clock) {
        this(limits, quotas, well(server.getIfAvailable()), clock);
    }

    /** @param well what all nodes share; null: this node is the only one */
    RateLimits(Limits limits, Quotas quotas, @Nullable TokenWell well, Clock clock) {
        this.limits = limits;
        this.quotas = quotas;
        this.well = well;
        this.clock = clock;
        this.loop = new Loop("limits", IDLE, this::giveIdleBack);
    }

    private static @Nullable TokenWell well(@Nullable SharedServer server) {
        return server == null ? null : new SharedWell(server, true);
    }

    /**
     * Takes one call from every limit of its app.
     *
     * @return null when it may go on at once; otherwise completes when it may, or with the refusal
     * @throws Refusal when a limit holds it back
     */
    @Nullable CompletableFuture<@Nullable Void> take(Passage passage) {
        var allowance = allowance(passage);
        var outcome = take(allowance, passage);
        if (outcome == Allowance.Outcome.TAKEN) {
            return null;
        }
        if (outcome != Allowance.Outcome.FILL) {
            throw refusal(outcome, allowance.limits, passage);
        }
        var admitted = new CompletableFuture<@Nullable Void>();
        boolean fill;
        synchronized (allowance) {
            if (allowance.waiting.size() >= WAITING_MAX) {
                throw refusal(Allowance.Outcome.RATE, allowance.limits, passage);
            }
            allowance.waiting.add(new Allowance.Waiting(passage, admitted));
            fill = !allowance.filling;
            allowance.filling = true;
        }
        if (fill) {
            filling.execute(() -> fill(allowance));
        }
        return admitted;
    }

    /** The call is over. @param counts false: it was refused before it ran, and consumed nothing. Twice is as once. */
    void end(Passage passage, boolean counts) {
        var allowance = passage.allowance;
        if (allowance != null) {
            passage.allowance = null;
            owe(allowance, allowance.end(passage, counts));
        }
    }

    private Allowance allowance(Passage passage) {
        var app = passage.knownApp();
        var found = allowances.get(app.id().value());
        return found != null
                ? found
                : allowances.computeIfAbsent(
                        app.id().value(),
                        _ -> new Allowance(app, limits.declared(app.id()), share, well != null, now()));
    }

    private Allowance.Outcome take(Allowance allowance, Passage passage) {
        var app = passage.knownApp();
        return allowance.take(app, limits.declared(app.id()), passage, now());
    }

    /** Fills what is empty and lets on who waits, until nobody does. */
    private void fill(Allowance allowance) {
        boolean more = true;
        while (more) {
            Refusal trouble = null;
            try {
                fillOnce(allowance);
            } catch (RuntimeException | Error e) {
                LOG.warn("a quota could not be looked up: {}", e.toString());
                trouble = new Refusal(
                        SubCode.STORE_UNAVAILABLE,
                        "the app's quota is counted in our database, which is out of reach; repeat the call in a few"
                                + " seconds");
            }
            ArrayList<Allowance.Waiting> ready;
            synchronized (allowance) {
                ready = new ArrayList<>(allowance.waiting);
                allowance.waiting.clear();
            }
            admit(allowance, ready, trouble);
            synchronized (allowance) {
                more = !allowance.waiting.isEmpty();
                allowance.filling = more;
            }
        }
    }

    private void admit(Allowance allowance, ArrayList<Allowance.Waiting> ready, @Nullable Refusal trouble) {
        for (int i = 0; i < ready.size(); i++) {
            var one = ready.get(i);
            var outcome = trouble == null ? take(allowance, one.passage()) : Allowance.Outcome.FILL;
            if (outcome == Allowance.Outcome.TAKEN) {
                one.admitted().complete(null);
            } else if (trouble != null) {
                one.admitted().completeExceptionally(trouble);
            } else if (outcome != Allowance.Outcome.FILL) {
                one.admitted().completeExceptionally(refusal(outcome, allowance.limits, one.passage()));
            } else {
                synchronized (allowance) {
                    // The stock is empty again: the rest waits on, in front of those who came meanwhile.
                    for (int k = ready.size() - 1; k >= i; k--) {
                        allowance.waiting.addFirst(ready.get(k));
                    }
                }
                return;
            }
        }
    }

    private void fillOnce(Allowance allowance) {
        long now = now();
        int wanted = allowance.wanted(now);
        var shared = well;
        if (wanted > 0 && shared != null) {
            draw(shared, allowance, wanted, now);
        }
        if (allowance.needsLease(now)) {
            var lease = quotas.lease(allowance.app(), allowance.limits, QuotaPeriod.at(clock.instant()));
            owe(allowance, allowance.filled(lease, now()));
        }
    }

    private void draw(TokenWell shared, Allowance allowance, int wanted, long now) {
        if (now >= wellAwayUntilMicros) {
            try {
                var at = allowance.limits;
                var drawn = shared.draw(allowance.app().id().value(), at.perSecond(), at.burst(), wanted, now)
                        .toCompletableFuture()
                        .join();
                allowance.filled(drawn, now());
                return;
            } catch (RuntimeException e) {
                LOG.warn("each node counts calls a second by itself until the shared server is back: {}", e.toString());
                wellAwayUntilMicros = now() + WELL_AWAY.toMillis() * 1_000;
            }
        }
        allowance.fillAlone(wanted, now());
    }

    private void owe(Allowance of, Allowance.@Nullable Lease lease) {
        if (lease != null && owed.size() < OWED_MAX) {
            owed.add(new Owed(of, lease));
            loop.wake();
        }
    }

    private boolean giveIdleBack() {
        giveBack(now(), IDLE.toMillis() * 1_000);
        return false;
    }

    private void giveBack(long now, long pauseMicros) {
        for (var allowance : allowances.values()) {
            var idle = allowance.idle(now, pauseMicros);
            if (idle != null && owed.size() < OWED_MAX) {
                owed.add(new Owed(allowance, idle));
            }
        }

        for (var next = owed.peek(); next != null; next = owed.peek()) {
            quotas.giveBack(next.of().app().id(), next.lease().period, next.lease().calls);
            owed.remove();
        }
    }

    private static Refusal refusal(Allowance.Outcome outcome, AppLimits limits, Passage passage) {
        passage.retryAfterMs = Math.max(1, passage.retryAfterMs);
        var wait = "; wait " + passage.retryAfterMs + " ms, as Retry-After says in whole seconds";
        return switch (outcome) {
            case CONCURRENT ->
                new Refusal(
                        SubCode.LIMIT_CONCURRENT,
                        "the app may have " + limits.concurrent()
                                + " calls under way at once and has them; await answers" + " before you call again");
            case SHARE ->
                new Refusal(
                        SubCode.LIMIT_SHARE,
                        "the house is full and this merchant has his share of it under way; await answers before you call"
                                + " again");
            case QUOTA ->
                new Refusal(
                        SubCode.LIMIT_QUOTA,
                        "the app's quota is used up (" + said(limits)
                                + ", days and months at GMT+8); wait as Retry-After says or ask for more");
            default ->
                new Refusal(
                        SubCode.LIMIT_RATE,
                        "the app may make " + limits.perSecond() + " calls a second and save up " + limits.burst()
                                + wait);
        };
    }

    private static String said(AppLimits limits) {
        var day = limits.perDay() == null ? "" : limits.perDay() + " calls a day";
        var month = limits.perMonth() == null ? "" : limits.perMonth() + " calls a month";
        return day.isEmpty() || month.isEmpty() ? day + month : day + " and " + month;
    }

    private long now() {
        return Allowance.micros(clock.instant());
    }

    /** Gives everything back, so that a planned stop costs no calls. */
    @Override
    public void destroy() {
        loop.close();
        try {
            giveBack(Long.MAX_VALUE / 2, 0);
        } catch (RuntimeException e) {
            LOG.warn("leases of quotas could not be given back: {}", e.toString());
        }
    }
}
