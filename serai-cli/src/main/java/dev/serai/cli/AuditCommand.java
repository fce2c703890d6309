package dev.serai.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * {@code serai audit verify [--head N:HASH]}: recomputes the audit trail's chain. A chain tells when something in it was
 * changed or taken out, not when its end was cut off; whoever noted the head of an earlier run gives it to prove that too.
 */
final class AuditCommand implements Main.Command {
    private static final Pattern HEAD = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        boolean withHead = arguments.size() == 3 && arguments.get(1).equals("--head");
        if (arguments.isEmpty() || !arguments.getFirst().equals("verify") || arguments.size() != 1 && !withHead) {
            throw new Main.Usage("audit verify [--head N:HASH], with the head an earlier run printed");
        }
        var head = HEAD.matcher(withHead ? arguments.getLast() : "0:" + "0".repeat(64));
        if (!head.matches()) {
            throw new Main.Usage("--head needs N:HASH as an earlier run printed it, found " + arguments.getLast());
        }
        var access = Access.of(data);
        var check = get(access, "/api/audit/check");
        if (check.path("first_broken").isNumber()) {
            System.err.println("entry " + check.path("first_broken").asLong() + " is broken: "
                    + check.path("cause").asString());
            System.err.println(check.path("checked").asLong() + " entries before it hold");
            return 1;
        }
        if (withHead && !kept(access, head.group(1), head.group(2))) {
            return 1;
        }
        System.out.println(check.path("checked").asLong() + " entries, the chain holds");
        System.out.println("head " + check.path("checked").asLong() + ":"
                + check.path("head_hash").asString());
        return 0;
    }

    private static boolean kept(Access access, String n, String hash) throws IOException, InterruptedException {
        var entry = get(access, "/api/audit/" + n);
        if (entry.path("hash").asString("").equals(hash)) {
            return true;
        }
        System.err.println("entry " + n + " is broken: "
                + (entry.has("hash")
                        ? "its hash was " + hash + " and is "
                                + entry.path("hash").asString()
                        : "it was there and is not any more; the end of the trail was cut off"));
        return false;
    }

    private static JsonNode get(Access access, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(access.console() + path))
                .header("Authorization", "Bearer " + access.token())
                .build();
        var answer = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 && answer.statusCode() != 404) {
            throw new IOException("the console answered " + answer.statusCode() + ": " + answer.body());
        }
        return Access.JSON.readTree(answer.body());
    }
}
