package dev.serai.openapi;

import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** OpenAPI 3.1 documents with the one extension {@code x-serai}; a path's slashes are the method's dots. */
@Component
class ApiDocumentKind implements DeclarationKind<ApiDocument> {
    private static final Pattern METHOD_PATH =
            Pattern.compile("/([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*){1,2}?)(?:/v([1-9][0-9]{0,3}))?");
    private static final Pattern VERSION_WORD = Pattern.compile("v[0-9]+");
    private static final int BODY_BYTES_DEFAULT = 1 << 20;
    private static final int BODY_BYTES_MOST = 16 << 20;
    private static final int DEADLINE_MS_DEFAULT = 2000;
    private static final int DEADLINE_MS_MOST = 30_000;

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
        for (var path : file.path("paths").properties()) {
            operations.add(operation(file, path.getKey(), path.getValue()));
        }
        for (var other : others.of(ApiDocument.class).values()) {
            if (!other.id().equals(id)) {
                other.operations()
                        .forEach(theirs -> operations.stream()
                                .filter(ours -> ours.key().equals(theirs.key()))
                                .forEach(ours -> {
                                    throw new DeclarationProblem(
                                            pointer(pathOf(ours)),
                                            "the method " + ours.key() + " is declared by the document \"" + other.id()
                                                    + "\" already; a method lies in exactly one");
                                }));
            }
        }
        return new ApiDocument(id, List.copyOf(operations));
    }

    private static Operation operation(JsonNode file, String path, JsonNode item) {
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
        if (ours.path("store").asBoolean(true) && ours.has("proxy")) {
            throw new DeclarationProblem(
                    oursAt + "/store", "a proxied method does not need our database; say store: false");
        }
        return new Operation(
                name,
                version,
                ours.path("domain").asString(),
                ours.path("effect").asString().equals("write"),
                ours.path("store").asBoolean(true),
                ours.path("open").asBoolean(false),
                ours.path("user").asBoolean(false),
                bounded(
                        ours.path("max_body_bytes").asInt(BODY_BYTES_DEFAULT),
                        BODY_BYTES_MOST,
                        oursAt + "/max_body_bytes"),
                proxy(ours.path("proxy"), oursAt + "/proxy"),
                texts(operation, ours, "summary"),
                texts(operation, ours, "description"),
                Refs.inlined(file, parameters(operation)),
                data(file, operation));
    }

    private static JsonNode parameters(JsonNode operation) {
        return operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
    }

    private static @Nullable JsonNode data(JsonNode file, JsonNode operation) {
        var schema = operation
                .path("responses")
                .path("200")
                .path("content")
                .path("application/json")
                .path("schema");
        return schema.isMissingNode() ? null : Refs.inlined(file, schema);
    }

    private static Operation.@Nullable Proxy proxy(JsonNode proxy, String at) {
        if (proxy.isMissingNode()) {
            return null;
        }
        int deadlineMs =
                bounded(proxy.path("deadline_ms").asInt(DEADLINE_MS_DEFAULT), DEADLINE_MS_MOST, at + "/deadline_ms");
        return new Operation.Proxy(
                proxy.path("method").asString("GET"), proxy.path("path").asString(), Duration.ofMillis(deadlineMs));
    }

    private static int bounded(int value, int most, String at) {
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

    private static String pathOf(Operation operation) {
        return "/" + operation.name().replace('.', '/') + (operation.version() == 1 ? "" : "/v" + operation.version());
    }

    private static String pointer(String path) {
        return "/paths/" + path.replace("~", "~0").replace("/", "~1");
    }
}
