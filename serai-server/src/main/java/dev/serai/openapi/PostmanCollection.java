package dev.serai.openapi;

import dev.serai.kernel.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Postman collection (format 2.1, which Apifox imports too) whose script signs every call. */
final class PostmanCollection {
    private PostmanCollection() {}

    static JsonNode of(Catalogue.Page catalogue, String door, String signing, String checking) {
        var collection = Json.object();
        collection
                .putObject("info")
                .put("name", "Serai")
                .put(
                        "description",
                        "Set app_id and secret, and access_token for methods that act for a user. 填写 app_id 与 secret 即可调用。")
                .put("schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        var variables = collection.putArray("variable");
        variable(variables, "door", door);
        variable(variables, "app_id", "");
        variable(variables, "secret", "");
        variable(variables, "sign_type", "HMAC-SHA256");
        variable(variables, "access_token", "");
        var events = collection.putArray("event");
        script(events, "prerequest", signing);
        script(events, "test", checking);
        var folders = collection.putArray("item");
        for (var domain : Operation.DOMAINS) {
            var folder = Json.object().put("name", domain);
            var items = folder.putArray("item");
            catalogue.all().stream()
                    .map(OpenMethod::operation)
                    .filter(operation -> operation.domain().equals(domain))
                    .forEach(operation -> items.add(item(operation)));
            if (!items.isEmpty()) {
                folders.add(folder);
            }
        }
        return collection;
    }

    private static void variable(ArrayNode variables, String key, String value) {
        variables.addObject().put("key", key).put("value", value).put("type", "string");
    }

    private static void script(ArrayNode events, String listen, String text) {
        var script =
                events.addObject().put("listen", listen).putObject("script").put("type", "text/javascript");
        text.lines().forEach(script.putArray("exec")::add);
    }

    private static ObjectNode item(Operation operation) {
        var path = operation.key().replace('.', '/');
        var item = Json.object().put("name", operation.key());
        var request = item.putObject("request").put("method", "POST");
        request.put(
                "description",
                operation.summary().getOrDefault("en", "") + "\n\n"
                        + operation.summary().getOrDefault("zh-CN", "") + "\n\n"
                        + operation.description().getOrDefault("en", ""));
        var url = request.putObject("url").put("raw", "{{door}}/" + path);
        url.putArray("host").add("{{door}}");
        var parts = url.putArray("path");
        for (var part : path.split("/", -1)) {
            parts.add(part);
        }
        var body = request.putObject("body").put("mode", "urlencoded");
        var fields = body.putArray("urlencoded");
        if (!operation.open()) {
            for (var name : new String[] {"app_id", "sign_type"}) {
                field(fields, name, "{{" + name + "}}", "", false);
            }
            // The script fills these in before the call is sent.
            field(fields, "timestamp", "{{serai_timestamp}}", "", false);
            field(fields, "nonce", "{{serai_nonce}}", "", false);
            field(fields, "sign", "{{serai_sign}}", "", false);
            if (operation.userNeeded()) {
                field(fields, "access_token", "{{access_token}}", "", false);
            }
        }
        for (var property : operation.parameters().path("properties").properties()) {
            boolean required = false;
            for (var name : operation.parameters().path("required")) {
                required |= name.asString().equals(property.getKey());
            }
            field(
                    fields,
                    property.getKey(),
                    example(property.getKey(), property.getValue()),
                    property.getValue().path("description").asString(""),
                    !required);
        }
        return item;
    }

    private static void field(ArrayNode fields, String key, String value, String description, boolean disabled) {
        var field = fields.addObject()
                .put("key", key)
                .put("value", value)
                .put("type", "text")
                .put("description", description);
        if (disabled) {
            field.put("disabled", true);
        }
    }

    /** A value of the right type; a number of one's own is new with every call. */
    private static String example(String name, JsonNode schema) {
        if (schema.path("enum").isArray()) {
            return schema.path("enum").path(0).asString();
        }
        if (name.equals("request_no") || name.startsWith("out_")) {
            return "{{serai_nonce}}";
        }
        return switch (schema.path("type").asString("string")) {
            case "integer", "number" -> schema.path("minimum").asString("1");
            case "boolean" -> "true";
            case "array" -> "[]";
            case "object" -> "{}";
            default -> "1";
        };
    }
}
