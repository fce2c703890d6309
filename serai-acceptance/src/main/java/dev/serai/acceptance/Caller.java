package dev.serai.acceptance;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls the door over one kept connection, in any dialect. Not for two threads. */
final class Caller implements AutoCloseable {
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    /** The door hangs up after 75 idle seconds; a connection older than this is not trusted with a call. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    private final String door;
    private @Nullable Wire wire;
    private long usedAt;

    Caller(String door) {
        this.door = door;
    }

    /** Signed now, with a nonce of its own. */
    Dialect.Request request(Dialect dialect, Account account, Api api, Map<String, String> parameters) {
        return dialect.request(account, api, parameters, moment());
    }

    Dialect.Moment moment() {
        return new Dialect.Moment(
                Instant.now(), UUID.randomUUID().toString(), URI.create(door).getAuthority());
    }

    Wire.Reply call(Dialect dialect, Account account, Api api, Map<String, String> parameters) throws IOException {
        return send(request(dialect, account, api, parameters).bytes());
    }

    /** In Serai's own dialect; anything but success is a failure of the proof. */
    JsonNode data(Account account, Api api, Map<String, String> parameters) throws IOException {
        var reply = call(Dialect.SERAI_HMAC, account, api, parameters);
        if (reply.status() != 200) {
            throw new IOException(api.key() + " " + parameters + ": " + reply);
        }
        return Demo.JSON.readTree(reply.body()).path("data");
    }

    /** The sub-code of a signed ping; empty for success. */
    String ping(Account account) throws IOException {
        return subCode(call(Dialect.SERAI_HMAC, account, Api.at("/serai/ping"), Map.of()));
    }

    /** Serai's sub-code, in whatever envelope; empty for success. */
    static String subCode(Wire.Reply reply) {
        if (reply.body().length == 0 || reply.body()[0] != '{') {
            return reply.status() < 400 ? "" : "HTTP " + reply.status();
        }
        var tree = Demo.JSON.readTree(reply.body());
        var inner = tree.has("error_response") ? tree.path("error_response") : tree;
        for (var one : tree.properties()) {
            inner = one.getKey().endsWith("_response") ? one.getValue() : inner;
        }
        var said = inner.path("sub_code").asString("");
        if (said.isEmpty() && reply.status() >= 400) {
            said = inner.path("code").asString("HTTP " + reply.status());
        }
        return said.startsWith("isv.") || said.startsWith("isp.") ? said.substring(4) : said;
    }

    Wire.Reply send(byte[] bytes) throws IOException {
        try {
            var open = open();
            open.send(bytes);
            var reply = open.read(ANSWER_LIMIT);
            usedAt = System.nanoTime();
            if (reply.closes()) {
                close();
            }
            return reply;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Wire open() throws IOException {
        var kept = wire;
        if (kept != null && System.nanoTime() - usedAt < IDLE_MAX.toNanos()) {
            return kept;
        }
        close();
        var made = new Wire(door);
        wire = made;
        return made;
    }

    @Override
    public void close() {
        var open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }
}
