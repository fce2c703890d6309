package dev.serai.core;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** What {@code /metrics} tells of declared cores: read when somebody looks, so calls pay nothing for it. */
@Component
class CoreMeters {
    private final MeterRegistry registry;
    private List<Meter> meters = List.of();

    CoreMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** These and no others from now on. */
    synchronized void renew(Collection<Upstream> upstreams) {
        meters.forEach(registry::remove);
        var made = new ArrayList<Meter>();
        for (var upstream : upstreams) {
            var core = upstream.declared().id();
            made.add(Gauge.builder("serai_core_in_flight", upstream, Upstream::inFlight)
                    .description("Calls to a core under way.")
                    .tag("core", core)
                    .register(registry));
            made.add(count("serai_core_refused", "Calls the bulkhead turned away.", core, upstream, Upstream::refused));
            made.add(count("serai_core_retries", "Calls made once more.", core, upstream, Upstream::retries));
            made.add(count("serai_core_failovers", "Calls to the backup.", core, upstream, Upstream::failovers));
            for (var site : new LinkedHashSet<>(upstream.allSites())) {
                made.addAll(of(core, site));
            }
        }
        meters = List.copyOf(made);
    }

    private Meter count(
            String name, String description, String core, Upstream upstream, ToDoubleFunction<Upstream> value) {
        return FunctionCounter.builder(name, upstream, value)
                .description(description)
                .tag("core", core)
                .register(registry);
    }

    private List<Meter> of(String core, Site site) {
        var address = site.url().toString();
        return List.of(
                Gauge.builder("serai_core_breaker", site, it -> switch (it.state()) {
                            case UNWATCHED, CLOSED -> 0;
                            case HALF_OPEN -> 1;
                            case OPEN -> 2;
                        })
                        .description("0 closed, 1 being tried, 2 open.")
                        .tags("core", core, "address", address)
                        .register(registry),
                FunctionCounter.builder("serai_core_openings", site, Site::openings)
                        .description("How often the breaker opened.")
                        .tags("core", core, "address", address)
                        .register(registry),
                FunctionCounter.builder("serai_core_calls", site, Site::calls)
                        .description("Calls that ended at an address.")
                        .tags("core", core, "address", address)
                        .register(registry),
                FunctionCounter.builder("serai_core_failures", site, Site::failures)
                        .description("Those that failed: no answer, or a fault of the core's.")
                        .tags("core", core, "address", address)
                        .register(registry));
    }
}
