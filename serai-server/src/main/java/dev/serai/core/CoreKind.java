package dev.serai.core;

import dev.serai.core.CoreDeclaration.Address;
import dev.serai.core.CoreDeclaration.Breaker;
import dev.serai.core.CoreDeclaration.Version;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare a core: its addresses and versions, its bulkhead, breaker, backup and share of retries. */
@Component
final class CoreKind implements DeclarationKind<CoreDeclaration> {
    static final int CALLS_MAX_DEFAULT = 256;
    static final int RETRY_PERCENT_DEFAULT = 10;
    private static final int PORT_MOST = 65_535;

    @Override
    public String kind() {
        return "core/v1";
    }

    @Override
    public String schema() {
        return "schemas/core-v1.json";
    }

    @Override
    public Class<CoreDeclaration> type() {
        return CoreDeclaration.class;
    }

    /** Methods refer to cores. */
    @Override
    public int rank() {
        return 5;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public CoreDeclaration compile(JsonNode file, Others others) {
        return new CoreDeclaration(
                id(file),
                versions(file.path("versions")),
                addresses(file.path("backup"), "/backup"),
                file.path("bulkhead").path("calls_max").asInt(CALLS_MAX_DEFAULT),
                breaker(file.get("breaker")),
                file.path("retry").path("percent_max").asInt(RETRY_PERCENT_DEFAULT));
    }

    private static List<Version> versions(JsonNode list) {
        var versions = new ArrayList<Version>();
        var names = new HashSet<String>();
        var placed = new HashMap<String, String>();
        int weights = 0;
        for (var one : list) {
            var at = "/versions/" + versions.size();
            var name = one.path("version").asString();
            if (!names.add(name)) {
                throw new DeclarationProblem(at + "/version", "stands twice; name each version once");
            }
            var apps = new HashSet<String>();
            for (var app : one.path("apps")) {
                apps.add(app.asString());
                var other = placed.put(app.asString(), name);
                if (other != null) {
                    throw new DeclarationProblem(
                            at + "/apps", app.asString() + " is placed on " + other + " already; place it once");
                }
            }
            int weight = one.path("weight").asInt(apps.isEmpty() ? 1 : 0);
            weights += weight;
            versions.add(
                    new Version(name, weight, Set.copyOf(apps), addresses(one.path("addresses"), at + "/addresses")));
        }
        if (weights == 0) {
            throw new DeclarationProblem(
                    "/versions", "no version has a weight, so most apps would have none; give one a weight above 0");
        }
        return List.copyOf(versions);
    }

    private static List<Address> addresses(JsonNode list, String at) {
        var addresses = new ArrayList<Address>();
        var urls = new HashSet<URI>();
        for (var one : list) {
            var here = at + "/" + addresses.size() + "/url";
            var url = URI.create(one.path("url").asString());
            if (url.getHost() == null || url.getPort() > PORT_MOST || url.getPort() == 0) {
                throw new DeclarationProblem(here, "must be http://host:port with a port of 1 to 65535, found " + url);
            }
            if (!urls.add(url)) {
                throw new DeclarationProblem(here, "stands twice; give it a greater weight instead");
            }
            addresses.add(new Address(url, one.path("weight").asInt(1)));
        }
        return List.copyOf(addresses);
    }

    private static @Nullable Breaker breaker(@Nullable JsonNode breaker) {
        if (breaker == null) {
            return null;
        }
        int window = breaker.path("window_calls").asInt(50);
        int least = breaker.path("calls_min").asInt(Math.min(20, window));
        if (least > window) {
            throw new DeclarationProblem(
                    "/breaker/calls_min",
                    "must be at most window_calls, which is " + window + ", was " + least
                            + "; otherwise it would never open");
        }
        return new Breaker(
                breaker.path("failure_percent").asInt(50),
                window,
                least,
                Duration.ofMillis(breaker.path("open_ms").asInt(5_000)),
                breaker.path("probes").asInt(3));
    }
}
