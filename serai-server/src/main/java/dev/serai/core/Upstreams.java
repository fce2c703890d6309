package dev.serai.core;

import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * The cores that are declared now. A publication lays all of them out anew and keeps the state of what it leaves as it was:
 * breakers by core, address and settings, the calls under way by core and limit.
 */
@Component
public final class Upstreams implements Snapshots.Listener, SmartInitializingSingleton {
    private final Snapshots snapshots;
    private final CoreMeters meters;
    private final Clock clock;
    private final Map<Site.Key, Site> sites = new ConcurrentHashMap<>();
    private volatile Live live = new Live(null, Map.of(), Map.of());

    Upstreams(Snapshots snapshots, CoreMeters meters, Clock clock) {
        this.snapshots = snapshots;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * @param partly the snapshot, where some apps see another revision; null where all see the same
     * @param early what those apps see, laid out when first asked for
     */
    private record Live(
            Snapshots.@Nullable Snapshot partly, Map<String, Upstream> byName, Map<CoreDeclaration, Upstream> early) {}

    @Override
    public void afterSingletonsInstantiated() {
        published(snapshots.now());
    }

    @Override
    public void published(Snapshots.Snapshot now) {
        var before = live;
        var byName = new TreeMap<String, Upstream>();
        for (var declared : now.all(CoreDeclaration.class)) {
            var known = before.byName.get(declared.id());
            var state = known != null && known.state().fits(declared) ? known.state() : state(declared);
            byName.put(declared.id(), laidOut(declared, state));
        }
        boolean partly = now.partlyPublished(CoreDeclaration.class);
        if (!partly) {
            var used = new HashSet<Site.Key>();
            byName.values().forEach(one -> one.allSites().forEach(site -> used.add(site.key())));
            sites.keySet().retainAll(used);
        }
        live = new Live(
                partly ? now : null,
                Collections.unmodifiableMap(byName),
                Collections.synchronizedMap(new IdentityHashMap<>()));
        meters.renew(byName.values());
    }

    private static Upstream.State state(CoreDeclaration declared) {
        return new Upstream.State(declared.callsMax(), declared.retryPercent());
    }

    private Upstream laidOut(CoreDeclaration declared, Upstream.State state) {
        return new Upstream(
                declared,
                state,
                address -> sites.computeIfAbsent(
                        new Site.Key(declared.id(), address.url(), declared.breaker()), key -> new Site(key, clock)));
    }

    /** The core as this app sees it; null where it is not declared, which costs one volatile read. */
    public @Nullable Upstream find(String name, @Nullable AppId app) {
        var now = live;
        if (now.partly == null || app == null) {
            return now.byName.get(name);
        }
        var main = now.byName.get(name);
        var seen = now.partly.find(CoreDeclaration.class, name, app).orElse(null);
        return seen == null || main != null && main.declared() == seen
                ? main
                : now.early.computeIfAbsent(seen, it -> laidOut(it, state(it)));
    }

    /** Whether any core has this address. */
    public boolean uses(URI url) {
        return sites.keySet().stream().anyMatch(key -> key.url().equals(url));
    }

    /** All, as most see them, by name. */
    public Collection<Upstream> all() {
        return live.byName.values();
    }
}
