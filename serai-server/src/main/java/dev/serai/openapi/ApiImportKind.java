package dev.serai.openapi;

import dev.serai.core.CoreDeclaration;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A core service's own OpenAPI 3.0 or 3.1 document, as it is: each operation becomes a method of one family, passed on to the
 * service. GET reads, everything else writes. A POST or PATCH needs a key under which the service does it once: a header
 * {@code Idempotency-Key} in its document, or a field named here; PUT and DELETE set what they set however often (RFC 9110,
 * 9.2.2).
 */
@Component
class ApiImportKind implements DeclarationKind<ApiDocument> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){1,2}");
    private static final Pattern VERSION_WORD = Pattern.compile("v[0-9]+");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String KEY = "request_no";
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

    /** The protocol's own parameters; a service's field of the same name is called {@code core_…} here. */
    private static final Set<String> TAKEN = Set.of(
            "app_id",
            "method",
            "version",
            "timestamp",
            "nonce",
            "sign_type",
            "sign",
            "access_token",
            "lang",
            "body_sha256",
            "secret",
            "user_id",
            KEY);

    private static final int DEADLINE_MS = 2000;

    @Override
    public String kind() {
        return "openapi-import/v1";
    }

    @Override
    public String schema() {
        return "schemas/openapi-import-v1.json";
    }

    @Override
    public Class<ApiDocument> type() {
        return ApiDocument.class;
    }

    @Override
    public int rank() {
        return 10;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public ApiDocument compile(JsonNode file, Others others) {
        var document = file.path("document");
        var operations = new ArrayList<Operation>();
        var cores = others.of(CoreDeclaration.class);
        var unused = new HashSet<>(file.path("methods").propertyNames());
        for (var path : document.path("paths").properties()) {
            for (var verb : path.getValue().properties()) {
                if (VERBS.contains(verb.getKey())) {
                    var one = new One(file, path.getKey(), verb.getKey(), path.getValue(), verb.getValue(), cores);
                    unused.remove(one.id);
                    if (!one.own.path("skip").asBoolean(false)) {
                        operations.add(one.operation());
                    }
                }
            }
        }
        for (var name : unused) {
            throw new DeclarationProblem("/methods/" + escaped(name), "the document has no operation " + name);
        }
        if (operations.isEmpty()) {
            throw new DeclarationProblem("/document/paths", "no operation is left to open");
        }
        return new ApiDocument(id(file), List.copyOf(operations));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** One operation on its way to be a method. */
    private static final class One {
        final JsonNode file;
        final Map<String, CoreDeclaration> cores;
        final JsonNode document;
        final String verb;
        final JsonNode item;
        final JsonNode theirs;
        final String id;
        final String place;
        final JsonNode own;
        final ObjectNode properties = Json.object();
        final Set<String> required = new HashSet<>();
        final Map<String, String> names = new HashMap<>();
        final Set<String> inQuery = new HashSet<>();
        String target;
        Operation.@Nullable Key key;

        One(
                JsonNode file,
                String path,
                String verb,
                JsonNode item,
                JsonNode theirs,
                Map<String, CoreDeclaration> cores) {
            this.cores = cores;
            this.file = file;
            this.document = file.path("document");
            this.verb = verb;
            this.item = item;
            this.theirs = theirs;
            this.place = "/document/paths/" + escaped(path) + "/" + verb;
            this.id = theirs.path("operationId").asString(verb + " " + path);
            this.own = file.path("methods").path(id);
            this.target = file.path("base_path").asString("") + path;
        }

        Operation operation() {
            boolean writes = !verb.equals("get");
            parameters();
            body();
            var user = own.has("user") ? own.path("user").asString() : null;
            if (user != null) {
                take(user);
            }
            boolean idempotent = own.path("idempotent").asBoolean(verb.equals("put") || verb.equals("delete"));
            if (own.has("key")) {
                key = new Operation.Key(KEY, own.path("key").asString(), false);
                take(own.path("key").asString());
            }
            if (key != null) {
                properties
                        .putObject(KEY)
                        .put("type", "string")
                        .put("minLength", 1)
                        .put("maxLength", 64)
                        .put("pattern", "^[A-Za-z0-9_.:-]+$")
                        .put(
                                "description",
                                "Your own number of this write; repeat it with the same number. 商户请求号，重试时保持不变。");
                required.add(KEY);
            } else if (writes && !idempotent) {
                throw new DeclarationProblem(
                        place,
                        "a repeated " + id + " may be done twice; name the field that makes it one (methods: {" + id
                                + ": {key: …}}), say idempotent: true where it is, or skip: true");
            }
            if (user != null) {
                properties
                        .putObject(Operation.USER_PARAMETER)
                        .put("type", "string")
                        .put("maxLength", 64)
                        .put(
                                "description",
                                "Only for first-party apps; all others send access_token. 仅限自有应用；其他应用传 access_token。");
            }
            var schema = Json.object().put("type", "object");
            schema.set("properties", properties);
            if (!required.isEmpty()) {
                required.stream().sorted().forEach(schema.putArray("required")::add);
            }
            var scopes = new ArrayList<String>();
            own.path("scopes").forEach(scope -> scopes.add(scope.asString()));
            if (user == null && !scopes.isEmpty()) {
                throw new DeclarationProblem(
                        "/methods/" + escaped(id) + "/scopes",
                        "only a user can consent to scopes; name the user's field");
            }
            var answer = answer();
            if (answer != null && !answer.findValues(SensitiveFields.MARK).isEmpty()) {
                throw new DeclarationProblem(
                        place,
                        "what an import answers goes out as the core tells it, so " + SensitiveFields.MARK
                                + " would not hold; declare " + id + " in a document of its own, or skip: true");
            }
            SensitiveFields.check(schema, place);
            var summary = theirs.path("summary").asString(id);
            return new Operation(
                    name(),
                    own.path("version").asInt(1),
                    file.path("domain").asString(),
                    writes,
                    writes,
                    false,
                    user != null,
                    List.copyOf(scopes),
                    1 << 20,
                    new Operation.Proxy(
                            verb.toUpperCase(Locale.ROOT),
                            target,
                            Duration.ofMillis(own.path("deadline_ms").asInt(DEADLINE_MS)),
                            user == null || target.contains("{user}") ? null : user,
                            key,
                            Map.copyOf(names),
                            Set.copyOf(inQuery),
                            false,
                            care(writes, idempotent)),
                    Map.of("en", summary, "zh-CN", own.path("zh").asString(summary)),
                    Map.of(
                            "en", theirs.path("description").asString(""),
                            "zh-CN", theirs.path("description").asString("")),
                    schema,
                    answer,
                    place,
                    null);
        }

        /** An import names its core once; a method may ask for a version of it. */
        private Operation.Care care(boolean writes, boolean idempotent) {
            var care = Json.object().put("idempotent", writes && idempotent);
            if (file.has("core")) {
                care.set("core", file.path("core"));
            }
            for (var name : List.of("retry", "core_version")) {
                if (own.has(name)) {
                    care.set(name, own.path(name));
                }
            }
            boolean its = own.has("retry") || own.has("core_version");
            return ProxyForm.care(care, its ? "/methods/" + escaped(id) : "", writes, cores);
        }

        private String name() {
            var words = own.has("name")
                    ? own.path("name").asString()
                    : id.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]+", "_")
                            .replaceAll("^[_0-9]+|_+$", "");
            var name = file.path("family").asString() + "." + words;
            boolean plain = NAME.matcher(name).matches();
            for (var part : name.split("\\.", -1)) {
                plain &= !VERSION_WORD.matcher(part).matches();
            }
            if (!plain) {
                throw new DeclarationProblem(
                        place, "no method can be called " + name + "; name it in methods: {\"" + id + "\": {name: …}}");
            }
            return name;
        }

        private void parameters() {
            var all = new ArrayList<JsonNode>();
            item.path("parameters").forEach(all::add);
            theirs.path("parameters").forEach(all::add);
            for (var reference : all) {
                var parameter = Refs.inlined(document, reference);
                var theirName = parameter.path("name").asString();
                var in = parameter.path("in").asString();
                if (in.equals("header") && theirName.equalsIgnoreCase("Idempotency-Key")) {
                    key = new Operation.Key(KEY, theirName, true);
                } else if (in.equals("path") || in.equals("query")) {
                    var schema = described(modern(parameter.path("schema")), parameter);
                    var name = add(
                            theirName,
                            schema,
                            in.equals("path") || parameter.path("required").asBoolean(false));
                    if (in.equals("path")) {
                        names.remove(name);
                        target = target.replace("{" + theirName + "}", "{" + name + "}");
                    } else {
                        inQuery.add(name);
                    }
                } else if (parameter.path("required").asBoolean(false)) {
                    throw new DeclarationProblem(
                            place,
                            "needs the " + in + " parameter " + theirName + ", which no method can send; skip it");
                }
            }
        }

        private void body() {
            var body = Refs.inlined(document, theirs.path("requestBody"));
            if (!body.has("content")) {
                return;
            }
            var schema = modern(body.path("content").path("application/json").path("schema"));
            if (!schema.has("properties")) {
                throw new DeclarationProblem(place, "takes a body that is no JSON object with properties; skip it");
            }
            var needed = new HashSet<String>();
            schema.path("required").forEach(one -> needed.add(one.asString()));
            schema.path("properties")
                    .properties()
                    .forEach(e -> add(e.getKey(), e.getValue(), needed.contains(e.getKey())));
        }

        private String add(String theirName, JsonNode schema, boolean needed) {
            var name = TAKEN.contains(theirName) ? "core_" + theirName : theirName;
            if (!PARAMETER.matcher(name).matches()) {
                name = name.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^([0-9])", "_$1");
            }
            if (properties.has(name)) {
                throw new DeclarationProblem(place, "has two parameters that would both be called " + name);
            }
            properties.set(name, schema);
            if (needed) {
                required.add(name);
            }
            if (!name.equals(theirName)) {
                names.put(name, theirName);
            }
            return name;
        }

        /** The door fills this field in itself. */
        private void take(String theirName) {
            var name = TAKEN.contains(theirName) ? "core_" + theirName : theirName;
            if (properties.remove(name) == null) {
                throw new DeclarationProblem(
                        "/methods/" + escaped(id),
                        "the operation has no parameter " + theirName + " in query, path or body");
            }
            required.remove(name);
            names.remove(name);
            inQuery.remove(name);
            if (target.contains("{" + name + "}")) {
                target = target.replace("{" + name + "}", "{" + ProxyForm.USER + "}");
            }
        }

        private @Nullable JsonNode answer() {
            for (var status : List.of("200", "201", "202", "default")) {
                var schema = Refs.inlined(document, theirs.path("responses").path(status))
                        .path("content")
                        .path("application/json")
                        .path("schema");
                if (!schema.isMissingNode()) {
                    return modern(schema);
                }
            }
            return null;
        }

        private static JsonNode described(JsonNode schema, JsonNode parameter) {
            if (schema instanceof ObjectNode object && !object.has("description") && parameter.has("description")) {
                object.set("description", parameter.path("description"));
            }
            return schema;
        }

        /** OpenAPI 3.0 says nullable where JSON Schema names the type null. */
        private static JsonNode modern(JsonNode schema) {
            if (schema.isArray()) {
                var copy = Json.MAPPER.createArrayNode();
                schema.forEach(one -> copy.add(modern(one)));
                return copy;
            }
            if (!schema.isObject()) {
                return schema.isMissingNode() ? Json.object() : schema;
            }
            var copy = Json.object();
            schema.properties().forEach(e -> copy.set(e.getKey(), modern(e.getValue())));
            boolean nullable =
                    copy.path("nullable").isBoolean() && copy.path("nullable").booleanValue();
            if (nullable && copy.path("type").isString()) {
                var type = copy.path("type").asString();
                copy.putArray("type").add(type).add("null");
                copy.remove("nullable");
            }
            return copy;
        }
    }
}
