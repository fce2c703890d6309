package dev.serai.core;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A core business system as declared ({@code core/v1}). Every limit holds on each node by itself.
 *
 * @param versions at least one; the house's own calls (orders, rewards) go to the first
 * @param backup where calls go that the versions cannot serve and that are safe there; it must know the same business data
 * @param callsMax the bulkhead: calls under way at once; more are refused
 * @param breaker when an address is left alone; null: never
 * @param retryPercent repeated calls, of all calls
 */
public record CoreDeclaration(
        String id,
        List<Version> versions,
        List<Address> backup,
        int callsMax,
        @Nullable Breaker breaker,
        int retryPercent) {

    /** The core of methods that name none. Where it is not declared, it is at {@code SERAI_CORE_URL}, without care. */
    public static final String MAIN = "core";

    /**
     * One version of it.
     *
     * @param weight its part of all apps, of the sum of the weights
     * @param apps go here, whatever the weights say
     */
    public record Version(String name, int weight, Set<String> apps, List<Address> addresses) {}

    /** @param weight its part of the version's calls */
    public record Address(URI url, int weight) {}

    /**
     * Leaves an address alone after too many failures.
     *
     * @param failurePercent of the newest {@code windowCalls}, as soon as there were {@code callsMin}
     * @param open how long it is left alone before it is tried
     * @param probes calls that try it; their outcome decides
     */
    public record Breaker(int failurePercent, int windowCalls, int callsMin, Duration open, int probes) {}

    /** The version of this name; null where there is none. */
    public @Nullable Version version(String name) {
        return versions.stream().filter(v -> v.name.equals(name)).findFirst().orElse(null);
    }
}
