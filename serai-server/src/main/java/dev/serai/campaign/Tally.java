package dev.serai.campaign;

import dev.serai.fact.Fact;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of one campaign over a batch of facts, in memory: what was known is put in, facts are taken one after
 * another, and what to grant and to take back comes out. After every fact each user holds ⌊total / unit⌋ rewards, less
 * what the budget could not pay. Cutting the facts into other batches gives the same grants.
 */
final class Tally {
    /** Names a user's total under one bargain. */
    record Seat(String rule, String userId) {}

    /** What the newest version of a fact counts for. */
    record Contribution(long version, Seat seat, BigInteger amount) {}

    /** A grant decided in this batch. */
    record Fresh(Seat seat, long number, String factId) {}

    /** A user's standing. {@code fromStore} counts the grants of earlier batches to take back, newest first. */
    static final class Standing {
        final String reward;
        final BigInteger unit;
        final long costMinor;
        BigInteger total;
        long held;
        long issued;
        long fromStore;
        private final Deque<Fresh> heldFresh = new ArrayDeque<>();

        Standing(String reward, BigInteger unit, long costMinor, BigInteger total, long held, long issued) {
            this.reward = reward;
            this.unit = unit;
            this.costMinor = costMinor;
            this.total = total;
            this.held = held;
            this.issued = issued;
        }
    }

    private final Campaign campaign;
    private final String rule;
    private final Map<String, Contribution> contributions = new HashMap<>();
    private final Map<Seat, Standing> standings = new LinkedHashMap<>();
    private final List<Fresh> granted = new ArrayList<>();
    private final List<Fresh> takenBack = new ArrayList<>();
    private BigInteger spentMinor;
    private BigInteger refused = BigInteger.ZERO;

    Tally(Campaign campaign, BigInteger spentMinor) {
        this.campaign = campaign;
        this.rule = campaign.ruleKey();
        this.spentMinor = spentMinor;
    }

    void know(String factId, Contribution contribution) {
        contributions.put(factId, contribution);
    }

    void know(Seat seat, Standing standing) {
        standings.put(seat, standing);
    }

    /** Takes one version in. Returns false, and changes nothing, when a version at least as new is known. */
    boolean take(Fact fact, Verdict verdict) {
        var before = contributions.get(fact.id());
        if (before != null && fact.version() <= before.version()) {
            return false;
        }
        var now = new Contribution(fact.version(), new Seat(rule, verdict.userId()), verdict.amount());
        contributions.put(fact.id(), now);
        add(before, BigInteger.ONE.negate());
        add(now, BigInteger.ONE);
        // Taking back first frees budget for whom the fact counts now.
        if (before != null && !before.seat().equals(now.seat())) {
            settle(before.seat(), fact.id());
        }
        settle(now.seat(), fact.id());
        return true;
    }

    private void add(@Nullable Contribution contribution, BigInteger sign) {
        if (contribution != null && contribution.amount().signum() != 0) {
            var standing = standing(contribution.seat());
            standing.total = standing.total.add(contribution.amount().multiply(sign));
        }
    }

    private Standing standing(Seat seat) {
        return standings.computeIfAbsent(
                seat,
                fresh -> new Standing(
                        campaign.incentive().id(),
                        campaign.unit(),
                        campaign.incentive().costMinor(),
                        BigInteger.ZERO,
                        0,
                        0));
    }

    private void settle(Seat seat, String factId) {
        var standing = standings.get(seat);
        if (standing == null) {
            return;
        }
        var owed = standing.total.divide(standing.unit).subtract(BigInteger.valueOf(standing.held));
        if (owed.signum() < 0) {
            takeBack(standing, owed.negate().longValueExact());
        } else if (owed.signum() > 0 && seat.rule().equals(rule)) {
            grant(seat, standing, owed, factId);
        }
    }

    private void grant(Seat seat, Standing standing, BigInteger owed, String factId) {
        var cost = BigInteger.valueOf(standing.costMinor);
        var left = campaign.budget().totalMinor().subtract(spentMinor).max(BigInteger.ZERO);
        var count = owed.min(left.divide(cost));
        refused = refused.add(owed.subtract(count));
        for (long n = count.longValueExact(); n > 0; n--) {
            standing.issued++;
            var fresh = new Fresh(seat, standing.issued, factId);
            granted.add(fresh);
            standing.heldFresh.push(fresh);
        }
        standing.held += count.longValueExact();
        spentMinor = spentMinor.add(count.multiply(cost));
    }

    private void takeBack(Standing standing, long count) {
        for (long n = count; n > 0; n--) {
            var newest = standing.heldFresh.poll();
            if (newest != null) {
                takenBack.add(newest);
            } else {
                standing.fromStore++;
            }
        }
        standing.held -= count;
        spentMinor = spentMinor.subtract(BigInteger.valueOf(standing.costMinor).multiply(BigInteger.valueOf(count)));
    }

    /** In the order they were decided, those taken back again included. */
    List<Fresh> granted() {
        return granted;
    }

    /** Of {@link #granted}, those a later fact of the batch took back. */
    List<Fresh> takenBack() {
        return takenBack;
    }

    Map<Seat, Standing> standings() {
        return standings;
    }

    BigInteger spentMinor() {
        return spentMinor;
    }

    /** How many rewards were earned that the budget could not pay. */
    BigInteger refused() {
        return refused;
    }

    long held(String userId) {
        var standing = standings.get(new Seat(rule, userId));
        return standing == null ? 0 : standing.held;
    }
}
