package dev.serai.bench;

import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Signed calls as merchants' SDKs send them, a form by POST, ready as bytes and all different. Made shortly before they are sent: a signature holds for 300 s. */
final class Traffic {
    /** What is asked. */
    enum Kind {
        /** {@code serai.ping}: checked and answered at once. */
        ANSWERING("answering", "/serai/ping", 1),
        /** {@code content.post.get}: checked and passed on to the upstream. */
        PROXYING("proxying", "/content/post/get", 1),
        /** {@code serai.ping}, RSA-2048 both ways: a signature verified, and one made that no other answer has. */
        RSA2("RSA2 both ways", "/serai/ping", 10),
        /** {@code serai.ping} as Alipay v2 asks it: equal answers have equal signatures. */
        ALIPAY("Alipay v2, RSA2", "/gateway.do", 10);

        final String label;
        private final String path;

        /** How many times fewer calls are offered: a private key takes a millisecond. */
        final int fewer;

        /** How many times fewer calls warm up: the long loops of RSA are compiled early. */
        int fewerWarmUps() {
            return fewer == 1 ? 1 : fewer * 4;
        }

        Kind(String label, String path, int fewer) {
            this.label = label;
            this.path = path;
            this.fewer = fewer;
        }
    }

    /** One call and what is needed to check its answer. */
    record Call(byte[] request, BenchApp app) {}

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

    private final List<BenchApp> apps;
    private final PrivateKey rsa;
    private final long startedMs = System.currentTimeMillis();
    private long number;

    /** @param rsa with which all apps sign */
    Traffic(List<BenchApp> apps, PrivateKey rsa) {
        this.apps = apps;
        this.rsa = rsa;
    }

    List<Call> calls(Kind kind, int count) {
        var calls = new ArrayList<Call>(count);
        for (int i = 0; i < count; i++) {
            calls.add(call(kind, apps.get((int) (number++ * 7 % apps.size()))));
        }
        return calls;
    }

    private Call call(Kind kind, BenchApp app) {
        var nonce = "%x-%012d".formatted(startedMs, number);
        var parameters = new TreeMap<String, String>();
        parameters.put("app_id", app.id());
        parameters.put("sign_type", kind.fewer == 1 ? "HMAC-SHA256" : "RSA2");
        if (kind == Kind.ALIPAY) {
            parameters.putAll(Map.of("method", "serai.ping", "version", "1.0", "charset", "utf-8", "format", "json"));
            parameters.put("timestamp", SECONDS.format(Instant.now()));
            parameters.put("biz_content", "{\"note\":\"" + nonce + "\"}");
        } else {
            parameters.put("timestamp", Long.toString(System.currentTimeMillis()));
            parameters.put("nonce", nonce);
        }
        if (kind == Kind.PROXYING) {
            parameters.put("id", "post-" + number % 10_000);
        }
        var text = CanonicalText.of(parameters);
        parameters.put("sign", kind.fewer == 1 ? app.hmac().sign(text) : Signatures.rsa2(text, rsa));
        var form = new StringBuilder();
        for (var e : parameters.entrySet()) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(e.getKey())
                    .append('=')
                    .append(URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8));
        }
        var request = "POST " + kind.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: serai-bench\r\n"
                + "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length() + "\r\n\r\n" + form;
        return new Call(request.getBytes(StandardCharsets.US_ASCII), app);
    }
}
