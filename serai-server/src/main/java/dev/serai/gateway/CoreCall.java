package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.Operation;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A call as the core gets it: the method's parameters under the core's names, the user, and the key of a write. */
record CoreCall(Operation operation, Operation.Proxy proxy, String target, String headers, byte @Nullable [] body) {

    static CoreCall of(
            Operation operation,
            Operation.Proxy proxy,
            MerchantId merchant,
            @Nullable String userId,
            ObjectNode parameters) {
        var left = parameters;
        var path = proxy.path();
        var headers = "";
        if (operation.userNeeded() || proxy.key() != null || !proxy.names().isEmpty() || path.indexOf('{') >= 0) {
            left = parameters.deepCopy();
            path = path(proxy.path(), left, operation.userNeeded() ? userId : null);
            if (operation.userNeeded()) {
                left.remove(Operation.USER_PARAMETER);
            }
            var key = proxy.key();
            if (key != null) {
                // Two merchants may number alike; the core must not take one's write for the other's.
                var value = merchant.value() + "/" + operation.key() + "/"
                        + left.remove(key.parameter()).asString();
                if (key.header()) {
                    headers = key.as() + ": " + encoded(value) + "\r\n";
                } else {
                    left.put(key.as(), value);
                }
            }
            for (var name : proxy.names().entrySet()) {
                var value = left.remove(name.getKey());
                if (value != null) {
                    left.set(name.getValue(), value);
                }
            }
            if (proxy.user() != null) {
                left.put(proxy.user(), userId);
            }
        }
        if (proxy.httpMethod().equals("GET") || proxy.httpMethod().equals("DELETE")) {
            return new CoreCall(operation, proxy, path + query(left), headers, null);
        }
        if (proxy.query().isEmpty()) {
            return new CoreCall(operation, proxy, path, headers, Json.MAPPER.writeValueAsBytes(left));
        }
        var inAddress = Json.object();
        for (var name : proxy.query()) {
            var there = proxy.names().getOrDefault(name, name);
            var value = left.remove(there);
            if (value != null) {
                inAddress.set(there, value);
            }
        }
        return new CoreCall(operation, proxy, path + query(inAddress), headers, Json.MAPPER.writeValueAsBytes(left));
    }

    String httpMethod() {
        return proxy.httpMethod();
    }

    Duration deadline() {
        return proxy.deadline();
    }

    /** The core it goes to. */
    String core() {
        return proxy.care().core();
    }

    /** Whether doing it twice is doing it once, so that it may be sent again. */
    boolean repeatable() {
        return !operation.writes() || proxy.care().idempotent();
    }

    /** What to do when nobody knows whether the core did it. */
    String repeat() {
        if (!operation.writes()) {
            return "try again later";
        }
        var key = proxy.key();
        return key == null
                ? "it may have been done; repeat the call, doing it twice is doing it once"
                : "it may have been done; repeat the call with the same " + key.parameter() + ", it is done once";
    }

    /** Cuts the answer to what the method declares, where it says so: the core tells us more than merchants may see. */
    byte[] cut(byte[] data) {
        var schema = operation.data();
        return proxy.cut() && schema != null
                ? Json.MAPPER.writeValueAsBytes(cut(Json.MAPPER.readTree(data), schema))
                : data;
    }

    private static JsonNode cut(JsonNode data, JsonNode schema) {
        if (data instanceof ObjectNode object && schema.has("properties")) {
            var kept = Json.object();
            for (var property : schema.path("properties").properties()) {
                var value = object.get(property.getKey());
                if (value != null) {
                    kept.set(property.getKey(), cut(value, property.getValue()));
                }
            }
            return kept;
        }
        if (data instanceof ArrayNode array && schema.has("items")) {
            var kept = Json.MAPPER.createArrayNode();
            array.forEach(item -> kept.add(cut(item, schema.path("items"))));
            return kept;
        }
        return data;
    }

    /** Fills {@code {name}} in, and takes what it used out of the parameters. */
    private static String path(String pattern, ObjectNode left, @Nullable String userId) {
        var path = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int open = pattern.indexOf('{', at);
            if (open < 0) {
                break;
            }
            int close = pattern.indexOf('}', open);
            var name = pattern.substring(open + 1, close);
            var value = userId != null && name.equals("user")
                    ? userId
                    : left.remove(name).asString();
            if (value.equals(".") || value.equals("..")) {
                throw new Refusal(SubCode.PARAM_INVALID, name + " must not be dots alone, found " + value);
            }
            path.append(pattern, at, open).append(encoded(value));
            at = close + 1;
        }
        return path.append(pattern, at, pattern.length()).toString();
    }

    private static String query(ObjectNode parameters) {
        var query = new StringBuilder();
        for (var e : parameters.properties()) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(encoded(e.getKey()))
                    .append('=')
                    .append(encoded(
                            e.getValue().isContainer()
                                    ? e.getValue().toString()
                                    : e.getValue().asString()));
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
