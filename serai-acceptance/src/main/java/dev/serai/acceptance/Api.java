package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One method as the door's own OpenAPI document tells it.
 *
 * @param path {@code /order/create_order/v2}
 * @param method {@code order.create_order}
 * @param writes whether it changes something
 * @param open whether nobody need sign
 * @param user whether it acts for a user
 * @param parameters the JSON Schema of its parameters
 */
record Api(String path, String method, int version, boolean writes, boolean open, boolean user, JsonNode parameters) {

    /** All that is published. */
    static List<Api> all(Merchant reader, Demo demo) throws IOException, InterruptedException {
        var found = new ArrayList<Api>();
        var document = reader.get(demo.door() + "/docs/openapi.json", null);
        for (var path : document.path("paths").properties()) {
            var post = path.getValue().path("post");
            found.add(named(
                    path.getKey(),
                    post.path("x-effect").asString("").equals("write"),
                    post.path("security").isEmpty(),
                    post.path("security").path(0).has("access_token"),
                    post.path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("schema")));
        }
        return found;
    }

    static Api named(String path, boolean writes, boolean open, boolean user, JsonNode parameters) {
        var dotted = path.substring(1).replace('/', '.');
        int last = dotted.lastIndexOf('.');
        boolean versioned = dotted.substring(last + 1).matches("v[0-9]+");
        return new Api(
                path,
                versioned ? dotted.substring(0, last) : dotted,
                versioned ? Integer.parseInt(dotted.substring(last + 2)) : 1,
                writes,
                open,
                user,
                parameters);
    }

    /** A method by its path, where only the wire matters. */
    static Api at(String path) {
        return named(path, false, false, false, Demo.JSON.createObjectNode());
    }

    String key() {
        return version == 1 ? method : method + " v" + version;
    }
}
