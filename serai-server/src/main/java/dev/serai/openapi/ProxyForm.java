package dev.serai.openapi;

import dev.serai.core.CoreDeclaration;
import dev.serai.release.DeclarationProblem;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code x-serai.proxy}: where a call goes at the core and what its parameters are called there. A write goes on only
 * where a repeated one is one write: by a key the core keeps, or because it sets what it sets however often.
 */
final class ProxyForm {
    static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");
    static final String USER = "user";
    private static final int DEADLINE_MS_DEFAULT = 2000;
    private static final int DEADLINE_MS_MOST = 30_000;

    private ProxyForm() {}

    static Operation.@Nullable Proxy read(
            JsonNode proxy,
            String at,
            JsonNode parameters,
            boolean writes,
            boolean user,
            Map<String, CoreDeclaration> cores) {
        if (proxy.isMissingNode()) {
            return null;
        }
        int deadlineMs = ApiDocumentKind.bounded(
                proxy.path("deadline_ms").asInt(DEADLINE_MS_DEFAULT), DEADLINE_MS_MOST, at + "/deadline_ms");
        var method = proxy.path("method").asString("GET");
        var path = proxy.path("path").asString();
        boolean named = variables(path, at + "/path", parameters, user);
        var names = new LinkedHashMap<String, String>();
        for (var name : proxy.path("names").properties()) {
            declared(name.getKey(), at + "/names", parameters);
            names.put(name.getKey(), name.getValue().asString());
        }
        var query = new HashSet<String>();
        for (var name : proxy.path("query")) {
            declared(name.asString(), at + "/query", parameters);
            query.add(name.asString());
        }
        var userAs = proxy.has("user") ? proxy.path("user").asString() : null;
        if (user && userAs == null && !named) {
            throw new DeclarationProblem(
                    at,
                    "the method acts for a user and the core is not told which; say user: <its name there> or {user}");
        }
        if (userAs != null && !user) {
            throw new DeclarationProblem(at + "/user", "the method acts for no user; say user: true beside proxy");
        }
        var key = key(proxy.path("key"), at + "/key", parameters);
        if (writes && key == null && !proxy.path("idempotent").asBoolean(false)) {
            throw new DeclarationProblem(
                    at,
                    "a write is passed on only where a repeated one is one write; name the key the core keeps (key:"
                            + " {parameter, as}), or say idempotent: true where doing it twice is doing it once");
        }
        if (writes == method.equals("GET")) {
            throw new DeclarationProblem(
                    at,
                    writes
                            ? "a write must not be a GET at the core"
                            : "a read must be a GET at the core, found " + method);
        }
        return new Operation.Proxy(
                method,
                path,
                Duration.ofMillis(deadlineMs),
                userAs,
                key,
                Map.copyOf(names),
                Set.copyOf(query),
                proxy.path("cut").asBoolean(false),
                care(proxy, at, writes, cores));
    }

    /** Reads {@code core}, {@code core_version}, {@code idempotent} and {@code retry}. */
    static Operation.Care care(JsonNode of, String at, boolean writes, Map<String, CoreDeclaration> cores) {
        var core = of.path("core").asString(CoreDeclaration.MAIN);
        var declared = cores.get(core);
        if (declared == null && !core.equals(CoreDeclaration.MAIN)) {
            throw new DeclarationProblem(
                    at + "/core",
                    "there is no core " + core + "; declared are "
                            + cores.keySet().stream().sorted().toList()
                            + ", publish a core/v1 file with this id first");
        }
        var version = of.has("core_version") ? of.path("core_version").asString() : null;
        if (version != null && (declared == null || declared.version(version) == null)) {
            throw new DeclarationProblem(
                    at + "/core_version",
                    "the core " + core + " has no version " + version + "; it has "
                            + (declared == null
                                    ? "none, it is not declared"
                                    : declared.versions().stream()
                                            .map(CoreDeclaration.Version::name)
                                            .toList()));
        }
        boolean idempotent = of.path("idempotent").asBoolean(false);
        boolean retry = of.path("retry").asBoolean(false);
        if (retry && writes && !idempotent) {
            throw new DeclarationProblem(
                    at + "/retry",
                    "only what may be done twice is made again; say idempotent: true beside it where doing it twice is"
                            + " doing it once, or take retry out");
        }
        return core.equals(CoreDeclaration.MAIN) && version == null && !idempotent && !retry
                ? Operation.Care.PLAIN
                : new Operation.Care(core, version, idempotent, retry);
    }

    /** Whether the user stands in the path. */
    private static boolean variables(String path, String at, JsonNode parameters, boolean user) {
        boolean named = false;
        var matcher = VARIABLE.matcher(path);
        while (matcher.find()) {
            var name = matcher.group(1);
            if (name.equals(USER) && user) {
                named = true;
            } else {
                declared(name, at, parameters);
                required(name, at, parameters);
            }
        }
        return named;
    }

    private static Operation.@Nullable Key key(JsonNode key, String at, JsonNode parameters) {
        if (key.isMissingNode()) {
            return null;
        }
        var name = key.path("parameter").asString();
        declared(name, at + "/parameter", parameters);
        required(name, at + "/parameter", parameters);
        if (!parameters.path("properties").path(name).path("type").asString("").equals("string")
                || !parameters.path("properties").path(name).has("maxLength")) {
            throw new DeclarationProblem(at + "/parameter", name + " must be a string with a maxLength to be a key");
        }
        return new Operation.Key(
                name,
                key.path("as").asString(),
                key.path("in").asString("parameters").equals("header"));
    }

    private static void declared(String name, String at, JsonNode parameters) {
        if (!parameters.path("properties").has(name)) {
            throw new DeclarationProblem(at, "names " + name + ", which is no parameter of the method; declare it");
        }
    }

    private static void required(String name, String at, JsonNode parameters) {
        for (var one : parameters.path("required")) {
            if (one.asString().equals(name)) {
                return;
            }
        }
        throw new DeclarationProblem(at, "uses " + name + ", which may be absent; make it required");
    }
}
