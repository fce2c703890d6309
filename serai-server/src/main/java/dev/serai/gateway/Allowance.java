package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.openapi.AppLimits;
import dev.serai.openapi.QuotaPeriod;
import dev.serai.openapi.Quotas;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What one app may still do on this node, decided in memory under one lock: all limits let a call on, and then it is
/// taken
/// from all of them, or none loses anything.
///
/// # Stock
/// Calls a second come from a bucket of this node alone, or are drawn from a well that all nodes share; calls of the
/// day and
/// month come from a lease. When a stock is empty and may be filled, the call waits for it ([Outcome#FILL]), and
/// [RateLimits] fills it.
final class Allowance {
    /** A node's draw from a shared well: this part of the calls a second. Three nodes hold at most a hundredth of them. */
    static final int DRAW_PART = 300;

    /** A node that found the well empty looks again no sooner. */
    private static final long WELL_PAUSE_MICROS = 5_000;

    /** After a day's or month's quota ran out we look whether another node gave some back. */
    private static final long QUOTA_PAUSE_MICROS = 1_000_000;

    private static final long MICROS = 1_000_000;

    enum Outcome {
        TAKEN,
        /** The call must wait until the stock was filled. */
        FILL,
        RATE,
        CONCURRENT,
        SHARE,
        QUOTA
    }

    /** Calls of a day and month that this node may admit. */
    static final class Lease {
        final QuotaPeriod period;
        final long beginsMicros;
        final long endsMicros;
        int calls;

        Lease(QuotaPeriod period, int calls) {
            this.period = period;
            this.beginsMicros = micros(period.dayBegins());
            this.endsMicros = micros(period.dayEnds());
            this.calls = calls;
        }
    }

    private final FairShare share;
    private final FairShare.Guest guest;
    private final boolean shared;
    private final TokenBucket bucket;

    /** Drawn from the shared well and not spent yet. */
    private int drawn;

    private long wellLeft;
    private long wellEmptyUntilMicros;

    private @Nullable Lease lease;
    private long dayTaken;
    private long monthTaken;
    private long quotaEmptyUntilMicros;
    private long usedMicros;

    private int underWay;

    private App app;
    private AppLimits.Declared declared;
    volatile AppLimits limits;
    private String policy;

    /** Whether somebody is filling the stock; others wait for him. */
    boolean filling;

    /** Calls that wait for the stock, in their order. */
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    record Waiting(Passage passage, java.util.concurrent.CompletableFuture<@Nullable Void> admitted) {}

    Allowance(App app, AppLimits.Declared declared, FairShare share, boolean shared, long nowMicros) {
        this.app = app;
        this.declared = declared;
        this.limits = declared.of(app);
        this.policy = policy(limits);
        this.share = share;
        this.guest = share.guest(app.merchant().value());
        this.shared = shared;
        this.bucket = new TokenBucket(limits.perSecond(), limits.burst(), nowMicros);
        this.wellLeft = limits.burst();
    }

    /** Takes one call from everything, or nothing from anything, and leaves on the passage what its answer tells. */
    synchronized Outcome take(App nowApp, AppLimits.Declared nowDeclared, Passage passage, long nowMicros) {
        if (nowApp != app || nowDeclared != declared) {
            declare(nowApp, nowDeclared, nowMicros);
        }
        var outcome = look(nowMicros);
        if (outcome == Outcome.TAKEN) {
            if (share.enter(guest)) {
                if (drawn > 0) {
                    drawn--;
                } else {
                    bucket.take(1, nowMicros);
                }
                if (limits.hasQuota() && lease != null) {
                    lease.calls--;
                    passage.lease = lease;
                    usedMicros = nowMicros;
                }
                underWay++;
                passage.allowance = this;
            } else {
                outcome = Outcome.SHARE;
            }
        }
        tell(passage, outcome, nowMicros);
        return outcome;
    }

    /** Whether all limits let one more on; changes nothing. */
    private Outcome look(long now) {
        boolean quota = limits.hasQuota();
        if (quota && !leased(now) && now < quotaEmptyUntilMicros && today(now)) {
            return Outcome.QUOTA;
        }
        if (shared ? drawn == 0 && now < wellEmptyUntilMicros : bucket.left(now) == 0) {
            return Outcome.RATE;
        }
        if (underWay >= limits.concurrent()) {
            return Outcome.CONCURRENT;
        }
        return shared && drawn == 0 || quota && !leased(now) ? Outcome.FILL : Outcome.TAKEN;
    }

    private boolean leased(long now) {
        return lease != null && lease.calls > 0 && today(now);
    }

    private boolean today(long now) {
        return lease != null && now >= lease.beginsMicros && now < lease.endsMicros;
    }

    private void tell(Passage passage, Outcome outcome, long now) {
        passage.policy = policy;
        passage.limitRemaining = shared ? drawn + wellLeft : bucket.left(now);
        passage.limitResetS =
                shared ? (limits.burst() - 1) / limits.perSecond() + 1 : (bucket.fullInMicros() + MICROS - 1) / MICROS;
        if (limits.hasQuota()) {
            int held = lease == null ? 0 : lease.calls;
            passage.dayRemaining = limits.perDay() == null ? -1 : Math.max(0, limits.perDay() - dayTaken + held);
            passage.monthRemaining =
                    limits.perMonth() == null ? -1 : Math.max(0, limits.perMonth() - monthTaken + held);
            passage.period = lease == null ? null : lease.period;
        }
        switch (outcome) {
            case RATE -> passage.retryAfterMs = up(shared ? wellEmptyUntilMicros - now : bucket.waitMicros(), 1_000);
            case QUOTA -> passage.retryAfterMs = quotaWaitMs(now);
            case CONCURRENT, SHARE -> passage.retryAfterMs = 100;
            case TAKEN, FILL -> passage.retryAfterMs = -1;
        }
    }

    /** Until the quota that is used up begins anew: the month's where that is it, else the day's. */
    private long quotaWaitMs(long now) {
        var period = lease == null ? null : lease.period;
        if (period == null) {
            return 1_000;
        }
        var month = limits.perMonth();
        var end = month != null && monthTaken >= month ? period.monthEnds() : period.dayEnds();
        return Math.max(1_000, up(micros(end) - now, 1_000));
    }

    /** The call is over. @param counts false: it was refused before it ran, and consumed nothing */
    synchronized @Nullable Lease end(Passage passage, boolean counts) {
        underWay--;
        share.leave(guest);
        if (counts) {
            return null;
        }
        bucket.giveBack();
        if (shared) {
            drawn++;
        }
        passage.limitRemaining++;
        var from = passage.lease;
        if (from == null) {
            return null;
        }
        passage.dayRemaining += passage.dayRemaining >= 0 ? 1 : 0;
        passage.monthRemaining += passage.monthRemaining >= 0 ? 1 : 0;
        if (from == lease) {
            from.calls++;
            return null;
        }
        return new Lease(from.period, 1);
    }

    /** How many calls to draw from the well now; 0: none are missing. */
    synchronized int wanted(long now) {
        return shared && drawn == 0 && now >= wellEmptyUntilMicros ? Math.max(1, limits.perSecond() / DRAW_PART) : 0;
    }

    synchronized boolean needsLease(long now) {
        return limits.hasQuota() && !leased(now) && (now >= quotaEmptyUntilMicros || !today(now));
    }

    synchronized void filled(TokenWell.Draw draw, long now) {
        drawn += draw.calls();
        wellLeft = draw.left();
        if (draw.calls() == 0) {
            // Not so long that the well, full meanwhile, would lose what flows in.
            long pause = Math.min(WELL_PAUSE_MICROS, limits.burst() * MICROS / limits.perSecond() / 2);
            wellEmptyUntilMicros = now + Math.max(draw.waitMicros(), pause);
        }
    }

    /** As filled, from this node's own bucket, while the shared well is out of reach. */
    synchronized void fillAlone(int wanted, long now) {
        drawn += bucket.take(wanted, now);
        wellLeft = bucket.left(now);
        wellEmptyUntilMicros = drawn > 0 ? 0 : now + bucket.waitMicros();
    }

    /** Adds a lease to the one of the same day, or puts it in its place and returns what that held, to be given back. */
    synchronized @Nullable Lease filled(Quotas.Lease fresh, long now) {
        var old = lease;
        dayTaken = fresh.dayTaken();
        monthTaken = fresh.monthTaken();
        usedMicros = now;
        quotaEmptyUntilMicros = fresh.calls() > 0 ? 0 : now + QUOTA_PAUSE_MICROS;
        if (old != null && old.period.equals(fresh.period())) {
            old.calls += fresh.calls();
            return null;
        }
        lease = new Lease(fresh.period(), fresh.calls());
        return old == null || old.calls == 0 ? null : emptied(old);
    }

    /** What an idle node holds of its lease, taken out of it: to be given back. */
    synchronized @Nullable Lease idle(long now, long pauseMicros) {
        var held = lease;
        if (held == null || held.calls == 0 || now - usedMicros < pauseMicros) {
            return null;
        }
        dayTaken -= held.calls;
        monthTaken -= held.calls;
        return emptied(held);
    }

    private static Lease emptied(Lease held) {
        var back = new Lease(held.period, held.calls);
        held.calls = 0;
        return back;
    }

    private void declare(App nowApp, AppLimits.Declared nowDeclared, long now) {
        app = nowApp;
        declared = nowDeclared;
        var fresh = nowDeclared.of(nowApp);
        if (!fresh.equals(limits)) {
            if (fresh.perSecond() != limits.perSecond() || fresh.burst() != limits.burst()) {
                bucket.declare(fresh.perSecond(), fresh.burst(), now);
                drawn = Math.min(drawn, fresh.burst());
            }
            limits = fresh;
            policy = policy(fresh);
            quotaEmptyUntilMicros = 0;
        }
    }

    synchronized App app() {
        return app;
    }

    /** The RateLimit-Policy field of draft-ietf-httpapi-ratelimit-headers-10. */
    private static String policy(AppLimits limits) {
        var text = new StringBuilder("\"second\";q=").append(limits.perSecond()).append(";w=1");
        if (limits.perDay() != null) {
            text.append(", \"day\";q=").append(limits.perDay()).append(";w=86400");
        }
        if (limits.perMonth() != null) {
            text.append(", \"month\";q=").append(limits.perMonth()).append(";w=2592000");
        }
        return text.toString();
    }

    private static long up(long amount, long unit) {
        return Math.max(1, (amount + unit - 1) / unit);
    }

    static long micros(Instant moment) {
        return moment.getEpochSecond() * MICROS + moment.getNano() / 1_000;
    }
}
