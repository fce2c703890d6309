package dev.serai.core;

import dev.serai.Published;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** Makes the real clients, and cores declared in memory, for tests of other rooms. */
public final class Cores {
    private Cores() {}

    public static CoreHttp at(String url, Duration deadline) {
        return new PooledCoreHttp(url, deadline, PooledCoreHttp.places());
    }

    /** Cores as these files declare them; more may be published with {@link Declared#apply}. */
    public static Declared declared(Clock clock, String... yaml) {
        var published = new Published(new CoreKind());
        var declared =
                new Declared(published, new Upstreams(published, new CoreMeters(new SimpleMeterRegistry()), clock));
        for (var file : yaml) {
            declared.apply(file);
        }
        return declared;
    }

    public record Declared(Published published, Upstreams upstreams) {
        public void apply(String yaml) {
            published.apply(yaml);
            upstreams.published(published.now());
        }
    }
}
