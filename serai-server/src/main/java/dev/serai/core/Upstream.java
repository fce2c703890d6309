package dev.serai.core;

import dev.serai.kernel.AppId;
import dev.serai.release.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A declared core as this node calls it: laid out once a publication, so that a call only counts itself in and takes the
 * address whose turn it is. For any thread; nothing here waits.
 */
public final class Upstream {
    private final CoreDeclaration declared;
    private final State state;
    private final List<Way> ways = new ArrayList<>();
    private final Map<String, Way> byApp = new HashMap<>();
    private final Map<String, Way> byName = new HashMap<>();
    private final long[] upTo;
    private final @Nullable Way backup;

    /** What outlives a publication that leaves these limits as they are. */
    static final class State {
        final int callsMax;
        final Semaphore places;
        final RetryBudget budget;
        final LongAdder refused = new LongAdder();
        final LongAdder retries = new LongAdder();
        final LongAdder failovers = new LongAdder();

        State(int callsMax, int retryPercent) {
            this.callsMax = callsMax;
            this.places = new Semaphore(callsMax);
            this.budget = new RetryBudget(retryPercent);
        }

        boolean fits(CoreDeclaration declared) {
            return callsMax == declared.callsMax() && budget.percent() == declared.retryPercent();
        }
    }

    Upstream(CoreDeclaration declared, State state, Function<CoreDeclaration.Address, Site> sites) {
        this.declared = declared;
        this.state = state;
        this.upTo = new long[declared.versions().size()];
        long sum = 0;
        for (var version : declared.versions()) {
            var way = way(version.name(), version.addresses(), sites);
            version.apps().forEach(app -> byApp.put(app, way));
            byName.put(version.name(), way);
            upTo[ways.size()] = sum += version.weight();
            ways.add(way);
        }
        this.backup = declared.backup().isEmpty() ? null : way("backup", declared.backup(), sites);
    }

    private static Way way(
            String name, List<CoreDeclaration.Address> addresses, Function<CoreDeclaration.Address, Site> sites) {
        return new Way(
                name,
                addresses.stream().map(sites).toList(),
                addresses.stream().mapToInt(CoreDeclaration.Address::weight).toArray());
    }

    public CoreDeclaration declared() {
        return declared;
    }

    State state() {
        return state;
    }

    /** Counts a call in; false when as many are under way as may be. Who was let in must {@link #leave} once. */
    public boolean enter() {
        if (state.places.tryAcquire()) {
            state.budget.called();
            return true;
        }
        state.refused.increment();
        return false;
    }

    public void leave() {
        state.places.release();
    }

    /**
     * The version an app's calls go to: the one a method asks for, the one that names the app, or by weight always the same.
     * The house's own calls go to the first.
     *
     * @return null when there is no version of that name
     */
    public @Nullable String version(@Nullable AppId app, @Nullable String asked) {
        if (asked != null) {
            return byName.containsKey(asked) ? asked : null;
        }
        if (app == null || ways.size() == 1) {
            return ways.getFirst().name();
        }
        var named = byApp.get(app.value());
        return named != null ? named.name() : ways.get(byWeight(app)).name();
    }

    private int byWeight(AppId app) {
        long point = Bucket.of("core/v1", declared.id(), app.value()) * upTo[upTo.length - 1] / Bucket.COUNT;
        int i = 0;
        while (upTo[i] <= point) {
            i++;
        }
        return i;
    }

    /** The version's address whose turn it is; null when none of them lets anybody in. The caller has entered it. */
    public @Nullable Site site(String version) {
        return named(version).enter();
    }

    /** Another address of the version. The caller has entered it. */
    public @Nullable Site otherSite(String version, Site than) {
        return named(version).enterOther(than);
    }

    private Way named(String version) {
        return Objects.requireNonNull(byName.get(version), version);
    }

    /** An address of the backup; null where there is none, or it is left alone as well. The caller has entered it. */
    public @Nullable Site backupSite() {
        var site = backup == null ? null : backup.enter();
        if (site != null) {
            state.failovers.increment();
        }
        return site;
    }

    /** Asks to make a call once more; false when too many were repeated already. */
    public boolean mayRetry() {
        boolean may = state.budget.take();
        if (may) {
            state.retries.increment();
        }
        return may;
    }

    /** Why nobody was let in at a version, for the caller. */
    public String openText(String version) {
        var text = new StringBuilder("core ").append(declared.id()).append(" is left alone after failures");
        Instant until = null;
        for (var site : named(version).sites()) {
            var opened = site.openedAt();
            var failure = site.lastFailure();
            if (opened != null && (until == null || until.isAfter(opened))) {
                until = opened;
                text.append(" (its breaker is open since ").append(opened);
                text.append(failure == null ? ")" : "; the last: " + failure.cause() + ")");
            }
        }
        return text.append("; nothing was sent, try again in a few seconds").toString();
    }

    /** Why no call more was let in, for the caller. */
    public String fullText() {
        return "core " + declared.id() + " has its limit of " + declared.callsMax()
                + " calls under way (bulkhead); nothing was sent, try again in a moment";
    }

    // For those who look.

    /** The version's addresses. */
    public List<Site> sites(String version) {
        return named(version).sites();
    }

    public List<Site> backupSites() {
        return backup == null ? List.of() : backup.sites();
    }

    public int inFlight() {
        return state.callsMax - state.places.availablePermits();
    }

    /** Calls the bulkhead turned away. */
    public long refused() {
        return state.refused.sum();
    }

    public long retries() {
        return state.retries.sum();
    }

    /** Calls that went to the backup. */
    public long failovers() {
        return state.failovers.sum();
    }

    List<Site> allSites() {
        var all = new ArrayList<Site>();
        ways.forEach(way -> all.addAll(way.sites()));
        all.addAll(backupSites());
        return all;
    }
}
