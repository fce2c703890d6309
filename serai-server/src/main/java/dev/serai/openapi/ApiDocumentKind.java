package dev.serai.openapi;

import dev.serai.core.CoreDeclaration;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAPI 3.1 documents with the one extension {@code x-serai}; a path's slashes are the method's dots. */
@Component
class ApiDocumentKind implements DeclarationKind<ApiDocument> {
    private static final Pattern METHOD_PATH =
            Pattern.compile("/([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*){1,2}?)(?:/v([1-9][0-9]{0,3}))?");
    private static final Pattern VERSION_WORD = Pattern.compile("v[0-9]+");
    private static final int BODY_BYTES_DEFAULT = 1 << 20;
    private static final int BODY_BYTES_MOST = 16 << 20;

    private final Clock clock;

    ApiDocumentKind(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "openapi/v1";
    }

    @Override
    public String schema() {
        return "schemas/openapi-v1.json";
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
        return file.path("info").path("title").asString();
    }

    @Override
    public ApiDocument compile(JsonNode file, Others others) {
        var id = id(file);
        var operations = new ArrayList<Operation>();
        var cores = others.of(CoreDeclaration.class);
        for (var path : file.path("paths").properties()) {
            operations.add(operation(file, path.getKey(), path.getValue(), cores));
        }
        return new ApiDocument(id, List.copyOf(operations));
    }

    @Override
    public List<Breach> breaches(Map<String, ApiDocument> before, Map<String, ApiDocument> now) {
        var breaches = new ArrayList<>(OneCatalogue.breaches(now));
        breaches.addAll(Promises.breaches(before, now, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        return breaches;
    }

    private static Operation operation(JsonNode file, String path, JsonNode item, Map<String, CoreDeclaration> cores) {
        var at = pointer(path);
        if (path.contains("{")) {
            throw new DeclarationProblem(
                    at, "a path must not hold parameters, found " + path + "; make them query or body parameters");
        }
        var parts = METHOD_PATH.matcher(path);
        if (!parts.matches()) {
            throw new DeclarationProblem(
                    at, "a path must be two or three parts [a-z][a-z0-9_]* and an optional /vN (N ≥ 2), found " + path);
        }
        var name = parts.group(1).replace('/', '.');
        for (var part : name.split("\\.", -1)) {
            if (VERSION_WORD.matcher(part).matches()) {
                throw new DeclarationProblem(at, "no part of a method's name may be v and digits, found " + part);
            }
        }
        int version = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2));
        var verb = item.has("post") ? "post" : "get";
        var operation = item.path(verb);
        var ours = operation.path("x-serai");
        var oursAt = at + "/" + verb + "/x-serai";
        boolean writes = ours.path("effect").asString().equals("write");
        if (ours.has("proxy") && ours.path("store").asBoolean(true) != writes) {
            throw new DeclarationProblem(
                    ours.has("store") ? oursAt + "/store" : oursAt,
                    writes
                            ? "the nonces of a method that writes are kept in our database; say store: true"
                            : "a proxied method that reads does not need our database; say store: false");
        }
        boolean user = ours.path("user").asBoolean(false);
        if (ours.has("scopes") && !user) {
            throw new DeclarationProblem(oursAt + "/scopes", "only a user can consent to scopes; say user: true");
        }
        var parameters = withUser(parameters(file, operation), user);
        var data = data(file, operation);
        SensitiveFields.check(parameters, at + "/" + verb + "/requestBody");
        if (data != null) {
            SensitiveFields.check(data, at + "/" + verb + "/responses");
        }
        if (SensitiveFields.of(data) != null
                && ours.has("proxy")
                && !ours.path("proxy").path("cut").asBoolean(false)) {
            throw new DeclarationProblem(
                    oursAt + "/proxy",
                    "the answer holds sensitive fields, and what else the core tells would go out as it is; say cut: true");
        }
        return new Operation(
                name,
                version,
                ours.path("domain").asString(),
                writes,
                ours.path("store").asBoolean(true),
                ours.path("open").asBoolean(false),
                user,
                strings(ours.path("scopes")),
                bounded(
                        ours.path("max_body_bytes").asInt(BODY_BYTES_DEFAULT),
                        BODY_BYTES_MOST,
                        oursAt + "/max_body_bytes"),
                ProxyForm.read(ours.path("proxy"), oursAt + "/proxy", parameters, writes, user, cores),
                texts(operation, ours, "summary"),
                texts(operation, ours, "description"),
                parameters,
                data,
                at + "/" + verb,
                deprecated(ours.path("deprecated"), oursAt + "/deprecated"));
    }

    private static JsonNode parameters(JsonNode file, JsonNode operation) {
        var schema = Refs.inlined(file, operation.path("requestBody"))
                .path("content")
                .path("application/json")
                .path("schema");
        return schema.isMissingNode() ? Json.object().put("type", "object") : schema;
    }

    private static @Nullable JsonNode data(JsonNode file, JsonNode operation) {
        var schema = Refs.inlined(file, operation.path("responses").path("200"))
                .path("content")
                .path("application/json")
                .path("schema");
        return schema.isMissingNode() ? null : schema;
    }

    /** Whoever may speak for any user says for whom; all others send a token. */
    private static JsonNode withUser(JsonNode parameters, boolean user) {
        if (!user || parameters.path("properties").has(Operation.USER_PARAMETER)) {
            return parameters;
        }
        var more = (ObjectNode) parameters.deepCopy();
        more.withObject("/properties")
                .putObject(Operation.USER_PARAMETER)
                .put("type", "string")
                .put("maxLength", 64)
                .put(
                        "description",
                        "Only for first-party apps; all others send access_token. 仅限自有应用；其他应用传 access_token。");
        return more;
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>();
        array.forEach(one -> strings.add(one.asString()));
        return List.copyOf(strings);
    }

    private static Operation.@Nullable Deprecated deprecated(JsonNode deprecated, String at) {
        if (deprecated.isMissingNode()) {
            return null;
        }
        var since = date(deprecated.path("since").asString(), at + "/since");
        var sunset = date(deprecated.path("sunset").asString(), at + "/sunset");
        if (!sunset.isAfter(since)) {
            throw new DeclarationProblem(at + "/sunset", "must be later than since, which is " + since);
        }
        return new Operation.Deprecated(
                since,
                sunset,
                deprecated.has("successor") ? deprecated.path("successor").asString() : null);
    }

    private static LocalDate date(String text, String at) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new DeclarationProblem(at, "must be a day of the calendar such as 2027-01-31, found " + text);
        }
    }

    static int bounded(int value, int most, String at) {
        if (value < 1 || value > most) {
            throw new DeclarationProblem(at, "must be 1 to " + most + ", was " + value);
        }
        return value;
    }

    /** Chinese stands in x-serai.zh: a text is the summary, an object has both. */
    private static Map<String, String> texts(JsonNode operation, JsonNode ours, String which) {
        var english = operation.path(which).asString("").strip();
        var zh = ours.path("zh");
        var chinese = zh.isString() && which.equals("summary")
                ? zh.asString()
                : zh.path(which).asString("");
        var texts = new LinkedHashMap<String, String>();
        texts.put("en", english);
        texts.put("zh-CN", chinese.isBlank() ? english : chinese.strip());
        return texts;
    }

    private static String pointer(String path) {
        return "/paths/" + path.replace("~", "~0").replace("/", "~1");
    }
}
