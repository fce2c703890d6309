package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.protocol.SubCode;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The door as one OpenAPI 3.1 document: every method and version, how calls are signed, every error. */
final class DoorDocument {
    private static final String SCHEMAS = "#/components/schemas/";

    private DoorDocument() {}

    static JsonNode of(Catalogue.Page catalogue, String door) {
        var api = Json.object().put("openapi", "3.1.0");
        api.putObject("info")
                .put("title", "Serai")
                .put("version", "1")
                .put(
                        "description",
                        "Sign every call: all parameters but sign, without empty values, arrays and objects, sorted by name"
                                + " in ASCII order, k=v joined by &, raw values in UTF-8; see " + door
                                + "/docs/#signing."
                                + " Parameters stand in the query, a form or a JSON object, none of them twice.");
        api.putArray("servers").addObject().put("url", door);
        var tags = api.putArray("tags");
        Operation.DOMAINS.forEach(domain -> tags.addObject().put("name", domain));
        var paths = api.putObject("paths");
        for (var method : catalogue.all()) {
            paths.putObject("/" + method.operation().key().replace('.', '/'))
                    .set("post", operation(method.operation()));
        }
        components(api.putObject("components"));
        return api;
    }

    private static ObjectNode operation(Operation operation) {
        var post = Json.object()
                .put("operationId", operation.key().replace('/', '.'))
                .put("summary", operation.summary().getOrDefault("en", ""));
        var description = operation.description().getOrDefault("en", "");
        if (!description.isEmpty()) {
            post.put("description", description);
        }
        post.putArray("tags").add(operation.domain());
        if (operation.deprecated() != null) {
            post.put("deprecated", true);
            post.set("x-deprecated", Announcements.deprecated(operation));
        }
        var chinese = post.putObject("x-zh-CN");
        chinese.put("summary", operation.summary().getOrDefault("zh-CN", ""));
        chinese.put("description", operation.description().getOrDefault("zh-CN", ""));
        post.put("x-effect", operation.writes() ? "write" : "read");
        if (operation.open()) {
            post.putArray("security");
        } else {
            for (var name : new String[] {"app_id", "timestamp", "nonce", "sign_type"}) {
                post.withArray("parameters").addObject().put("$ref", "#/components/parameters/" + name);
            }
            var security = post.putArray("security");
            var needed = security.addObject();
            needed.putArray("signature");
            if (operation.userNeeded()) {
                var scopes = needed.putArray("access_token");
                operation.scopes().forEach(scopes::add);
            }
        }
        var content = post.putObject("requestBody").putObject("content");
        content.putObject("application/json").set("schema", operation.parameters());
        content.putObject("application/x-www-form-urlencoded").set("schema", operation.parameters());
        responses(post.putObject("responses"), operation);
        return post;
    }

    private static void responses(ObjectNode responses, Operation operation) {
        var ok = responses.putObject("200").put("description", "OK");
        var headers = ok.putObject("headers");
        for (var name : operation.deprecated() == null
                ? new String[] {"Serai-Sign", "Serai-Sign-Type", "Serai-Timestamp"}
                : new String[] {"Serai-Sign", "Serai-Sign-Type", "Serai-Timestamp", "Deprecation", "Sunset"}) {
            headers.putObject(name).putObject("schema").put("type", "string");
        }
        var data = operation.data();
        var schema = ok.putObject("content").putObject("application/json").putObject("schema");
        schema.put("type", "object");
        required(schema, "code", "msg", "data", "request_id");
        var properties = schema.putObject("properties");
        properties.putObject("code").put("type", "integer").put("const", 200);
        properties.putObject("msg").put("type", "string");
        properties.set("data", data == null ? Json.object().put("type", "object") : data);
        properties.putObject("request_id").put("type", "string");
        for (var code : SubCode.values()) {
            responses
                    .putObject(Integer.toString(code.code()))
                    .put("$ref", "#/components/responses/refused_" + code.code());
        }
    }

    private static void components(ObjectNode components) {
        var parameters = components.putObject("parameters");
        parameter(parameters, "app_id", "Who calls.", null);
        parameter(parameters, "timestamp", "Epoch milliseconds, or yyyy-MM-dd HH:mm:ss at GMT+8; within 300 s.", null);
        parameter(parameters, "nonce", "New with every call.", "^[A-Za-z0-9_-]{8,64}$");
        parameter(
                parameters,
                "sign_type",
                "HMAC-SHA256, RSA2 or, for apps flagged legacy, MD5.",
                "^(HMAC-SHA256|RSA2|MD5)$");
        var schemes = components.putObject("securitySchemes");
        schemes.putObject("signature")
                .put("type", "apiKey")
                .put("in", "query")
                .put("name", "sign")
                .put("description", "The signature over the call's sign text with the app's secret or private key.");
        schemes.putObject("access_token")
                .put("type", "apiKey")
                .put("in", "query")
                .put("name", "access_token")
                .put("description", "The token of the user the call acts for; he consented to the scopes named.");
        var byCode = new TreeMap<Integer, ArrayNode>();
        for (var code : SubCode.values()) {
            byCode.computeIfAbsent(code.code(), _ -> Json.MAPPER.createArrayNode())
                    .add(code.wire());
        }
        var schemas = components.putObject("schemas");
        var refused = components.putObject("responses");
        byCode.forEach((code, wires) -> {
            var schema = schemas.putObject("refused_" + code).put("type", "object");
            required(schema, "code", "msg", "sub_code", "sub_msg", "request_id");
            var properties = schema.putObject("properties");
            properties.putObject("code").put("type", "integer").put("const", code);
            properties.putObject("msg").put("type", "string");
            properties.putObject("sub_code").put("type", "string").set("enum", wires);
            properties
                    .putObject("sub_msg")
                    .put("type", "string")
                    .put("description", "What was wrong, what was found, what to do.");
            properties.putObject("request_id").put("type", "string");
            refused.putObject("refused_" + code)
                    .put("description", "Refused; sub_code names the cause.")
                    .putObject("content")
                    .putObject("application/json")
                    .putObject("schema")
                    .put("$ref", SCHEMAS + "refused_" + code);
        });
    }

    private static void parameter(ObjectNode parameters, String name, String description, @Nullable String pattern) {
        var schema = parameters
                .putObject(name)
                .put("name", name)
                .put("in", "query")
                .put("required", true)
                .put("description", description)
                .putObject("schema")
                .put("type", "string");
        if (pattern != null) {
            schema.put("pattern", pattern);
        }
    }

    private static void required(ObjectNode schema, String... names) {
        var required = schema.putArray("required");
        for (var name : names) {
            required.add(name);
        }
    }
}
