package dev.serai.core.console;

import dev.serai.core.CoreDeclaration;
import dev.serai.core.Site;
import dev.serai.core.Upstream;
import dev.serai.core.Upstreams;
import dev.serai.operator.AllowedToStaff;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The cores, their addresses, and how this node sees them. */
@RestController
class CoresApi {
    private final Upstreams upstreams;
    private final String mainUrl;
    private final Clock clock;

    CoresApi(Upstreams upstreams, @Value("${serai.core.url}") String mainUrl, Clock clock) {
        this.upstreams = upstreams;
        this.mainUrl = mainUrl;
        this.clock = clock;
    }

    record All(Instant at, List<Core> cores) {}

    /** @param declared false for the one at SERAI_CORE_URL, which nobody watches */
    record Core(
            String core,
            boolean declared,
            List<Version> versions,
            List<Address> backup,
            @Nullable Care care,
            @Nullable Counts counts) {}

    record Version(String version, int weight, List<String> apps, List<Address> addresses) {}

    record Care(
            int callsMax,
            int retryPercentMax,
            @Nullable Integer failurePercent,
            @Nullable Long openMs) {}

    record Counts(int inFlight, long refused, long retries, long failovers) {}

    /** @param triedFrom when a breaker that is open lets calls try the address */
    record Address(
            String url,
            int weight,
            Site.State state,
            long calls,
            long failures,
            long openings,
            @Nullable Instant openedAt,
            @Nullable Instant triedFrom,
            @Nullable Instant failedAt,
            @Nullable String failure) {}

    @AllowedToStaff
    @GetMapping("/api/cores")
    All list() {
        var cores = new ArrayList<Core>();
        if (upstreams.find(CoreDeclaration.MAIN, null) == null) {
            var address = new Address(mainUrl, 1, Site.State.UNWATCHED, 0, 0, 0, null, null, null, null);
            cores.add(new Core(
                    CoreDeclaration.MAIN,
                    false,
                    List.of(new Version("", 1, List.of(), List.of(address))),
                    List.of(),
                    null,
                    null));
        }
        upstreams.all().forEach(upstream -> cores.add(core(upstream)));
        return new All(clock.instant(), cores);
    }

    private static Core core(Upstream upstream) {
        var declared = upstream.declared();
        var breaker = declared.breaker();
        return new Core(
                declared.id(),
                true,
                declared.versions().stream()
                        .map(v -> new Version(
                                v.name(),
                                v.weight(),
                                v.apps().stream().sorted().toList(),
                                addresses(v.addresses(), upstream.sites(v.name()))))
                        .toList(),
                addresses(declared.backup(), upstream.backupSites()),
                new Care(
                        declared.callsMax(),
                        declared.retryPercent(),
                        breaker == null ? null : breaker.failurePercent(),
                        breaker == null ? null : breaker.open().toMillis()),
                new Counts(upstream.inFlight(), upstream.refused(), upstream.retries(), upstream.failovers()));
    }

    private static List<Address> addresses(List<CoreDeclaration.Address> declared, List<Site> sites) {
        var addresses = new ArrayList<Address>();
        for (int i = 0; i < sites.size(); i++) {
            addresses.add(address(sites.get(i), declared.get(i).weight()));
        }
        return addresses;
    }

    private static Address address(Site site, int weight) {
        var opened = site.openedAt();
        var failure = site.lastFailure();
        return new Address(
                site.url().toString(),
                weight,
                site.state(),
                site.calls(),
                site.failures(),
                site.openings(),
                opened,
                opened == null ? null : opened.plus(site.openFor()),
                failure == null ? null : failure.at(),
                failure == null ? null : failure.cause());
    }
}
