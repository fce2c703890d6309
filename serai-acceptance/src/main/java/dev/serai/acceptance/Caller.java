package dev.serai.acceptance;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls the door over one kept connection, in any dialect. Not for two threads. */
final class Caller implements AutoCloseable {
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    /** How long the door waits for the core. */
    private static final Duration CORE_WAIT = Duration.ofSeconds(2);

    private static final int TRIES_MAX = 3;

    /** How long the house may take to tell a core that stood still. */
    private static final Duration SETTLED_LIMIT = Duration.ofSeconds(30);
    /** The door hangs up after 75 idle seconds; a connection older than this is not trusted with a call. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    /** Something that is asked of the door. */
    interface Ask<T, E extends Exception> {
        T answer() throws IOException, E;
    }

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

    /** As call; again, each time signed anew, where the core was late. */
    Wire.Reply answered(Dialect dialect, Account account, Api api, Map<String, String> parameters) throws IOException {
        return answered(() -> call(dialect, account, api, parameters), Caller::subCode);
    }

    /**
     * What a core that stood still was too late for is asked again, as that refusal says: with the same numbers a write is done
     * once.
     */
    static <T, E extends Exception> T answered(Ask<T, E> ask, Function<T, String> subCode) throws IOException, E {
        for (int tries = 1; ; tries++) {
            long began = System.nanoTime();
            var answer = ask.answer();
            if (tries == TRIES_MAX || !coreWasLate(subCode.apply(answer), began)) {
                return answer;
            }
        }
    }

    /** Whether the door says so, and has waited as long as it must. */
    static boolean coreWasLate(String subCode, long began) {
        return subCode.equals("core.timeout") && System.nanoTime() - began >= CORE_WAIT.toNanos();
    }

    /** As data; again while it is PENDING, as an order, a payment or a refund rightly is where the core was late. */
    JsonNode settled(Account account, Api api, Map<String, String> parameters)
            throws IOException, InterruptedException {
        return Wait.until(
                SETTLED_LIMIT,
                () -> data(account, api, parameters),
                data -> !data.path("status").asString("").equals("PENDING")
                        && !data.path("payment").asString("").equals("PENDING"));
    }

    /** In Serai's own dialect; anything but success is a failure of the proof. */
    JsonNode data(Account account, Api api, Map<String, String> parameters) throws IOException {
        var reply = answered(Dialect.SERAI_HMAC, account, api, parameters);
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
