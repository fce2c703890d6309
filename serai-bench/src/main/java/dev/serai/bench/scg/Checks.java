package dev.serai.bench.scg;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.Signatures;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/** The checks of our door in its order, with the same signature code and the same limiter. */
@Component
class Checks {
    private static final long WINDOW_MS = 300_000;
    private static final Duration NONCE_KEPT = Duration.ofSeconds(660);
    private static final long NONCES_MAX = 6_000_000;
    private static final int PARAMETERS_MAX = 200;
    private static final Set<String> DECLARED = Set.of(
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
            "id");

    record App(String id, String merchant, HmacKey hmac, Bucket bucket, Set<String> granted) {}

    /** What is known of a call so far. */
    static final class Call {
        private static final AtomicLong NUMBER = new AtomicLong();

        final long startNanos = System.nanoTime();
        final String requestId = "scg-%016x".formatted(NUMBER.incrementAndGet());

        @Nullable App app;

        String postId = "";
        String address = "";
        String refusal = "";
        long limitRemaining = -1;
    }

    /** A call turned away. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final int status;
        private final String subCode;

        Refused(int status, String subCode) {
            super(subCode, null, false, false);
            this.status = status;
            this.subCode = subCode;
        }

        byte[] body(String requestId) {
            return ("{\"code\":" + status + ",\"msg\":\"Refused\",\"sub_code\":\"" + subCode
                            + "\",\"sub_msg\":\"\",\"data\":{},\"request_id\":\"" + requestId + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private final Map<String, App> apps = new HashMap<>();
    private final Cache<String, Boolean> nonces = Caffeine.newBuilder()
            .expireAfterWrite(NONCE_KEPT)
            .maximumSize(NONCES_MAX)
            .build();

    Checks(@Value("${bench.apps}") Path file) throws IOException {
        for (var line : Files.readAllLines(file)) {
            var part = line.split("\t");
            int limit = Integer.parseInt(part[3]);
            var bucket = Bucket.builder()
                    .addLimit(Bandwidth.builder()
                            .capacity(limit)
                            .refillGreedy(limit, Duration.ofSeconds(1))
                            .build())
                    .build();
            apps.put(part[0], new App(part[0], part[1], new HmacKey(part[2]), bucket, Set.of("content.post.get v1")));
        }
    }

    void admit(ServerHttpRequest request, MultiValueMap<String, String> form, Call call) throws Refused {
        var remote = request.getRemoteAddress();
        call.address = remote == null ? "" : remote.getAddress().getHostAddress();
        var sorted = parameters(form);
        var app = apps.get(sorted.getOrDefault("app_id", ""));
        if (app == null) {
            throw new Refused(401, "app.unknown");
        }
        call.app = app;
        signature(sorted, app);
        if (!fresh(app, sorted)) {
            throw new Refused(401, "sign.replayed");
        }
        if (!app.granted.contains("content.post.get v1")) {
            throw new Refused(403, "api.not_granted");
        }
        var probe = app.bucket.tryConsumeAndReturnRemaining(1);
        call.limitRemaining = probe.getRemainingTokens();
        if (!probe.isConsumed()) {
            throw new Refused(429, "limit.rate");
        }
        call.postId = plain(sorted.getOrDefault("id", ""), 1);
    }

    private static TreeMap<String, String> parameters(MultiValueMap<String, String> form) throws Refused {
        var sorted = new TreeMap<String, String>();
        for (var e : form.entrySet()) {
            var name = e.getKey();
            if (e.getValue().size() > 1 || name.equals("secret") || sorted.size() == PARAMETERS_MAX) {
                throw new Refused(400, "param.invalid");
            }
            var value = e.getValue().getFirst();
            sorted.put(name, value == null ? "" : value);
        }
        for (var value : sorted.values()) {
            for (int and = value.indexOf('&'); and >= 0; and = value.indexOf('&', and + 1)) {
                int equals = value.indexOf('=', and);
                if (equals > 0 && DECLARED.contains(value.substring(and + 1, equals))) {
                    throw new Refused(400, "param.invalid");
                }
            }
        }
        return sorted;
    }

    private static void signature(TreeMap<String, String> sorted, App app) throws Refused {
        var sign = sorted.getOrDefault("sign", "");
        if (sign.isEmpty()) {
            throw new Refused(401, "sign.missing");
        }
        if (!"HMAC-SHA256".equals(sorted.get("sign_type"))) {
            throw new Refused(403, "sign.type_not_allowed");
        }
        var names = sorted.keySet().toArray(String[]::new);
        var values = sorted.values().toArray(String[]::new);
        if (!Signatures.sameHex(app.hmac.sign(CanonicalText.ofSorted(names, values, names.length)), sign)) {
            throw new Refused(401, "sign.mismatch");
        }
        try {
            long at = Long.parseLong(sorted.getOrDefault("timestamp", ""));
            if (Math.abs(System.currentTimeMillis() - at) > WINDOW_MS) {
                throw new Refused(401, "sign.expired");
            }
        } catch (NumberFormatException e) {
            throw new Refused(400, "param.invalid");
        }
    }

    private boolean fresh(App app, TreeMap<String, String> sorted) throws Refused {
        var nonce = plain(sorted.getOrDefault("nonce", ""), 8);
        return nonces.asMap().putIfAbsent(app.id + "\n" + nonce, Boolean.TRUE) == null;
    }

    private static String plain(String text, int lengthMin) throws Refused {
        boolean plain = text.length() >= lengthMin && text.length() <= 64;
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
        }
        if (!plain) {
            throw new Refused(400, "param.invalid");
        }
        return text;
    }

    static byte[] envelope(byte[] data, String requestId) {
        var head = "{\"code\":200,\"msg\":\"OK\",\"data\":".getBytes(StandardCharsets.US_ASCII);
        var tail = (",\"request_id\":\"" + requestId + "\"}").getBytes(StandardCharsets.US_ASCII);
        var body = new byte[head.length + data.length + tail.length];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data, 0, body, head.length, data.length);
        System.arraycopy(tail, 0, body, head.length + data.length, tail.length);
        return body;
    }
}
