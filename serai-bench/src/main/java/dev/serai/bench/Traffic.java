package dev.serai.bench;

import dev.serai.protocol.CanonicalText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Signed calls as merchants' SDKs send them, a form by POST, ready as bytes and all different. Made shortly before they are sent: a signature holds for 300 s. */
final class Traffic {
    /** What is asked. */
    enum Kind {
        /** {@code serai.ping}: checked and answered at once. */
        ANSWERING("/serai/ping"),
        /** {@code content.post.get}: checked and passed on to the upstream. */
        PROXYING("/content/post/get");

        private final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    /** One call and what is needed to check its answer. */
    record Call(byte[] request, BenchApp app) {}

    private final List<BenchApp> apps;
    private final long startedMs = System.currentTimeMillis();
    private long nonce;

    Traffic(List<BenchApp> apps) {
        this.apps = apps;
    }

    List<Call> calls(Kind kind, int count) {
        var calls = new ArrayList<Call>(count);
        for (int i = 0; i < count; i++) {
            calls.add(call(kind, apps.get((int) (nonce * 7 % apps.size()))));
        }
        return calls;
    }

    private Call call(Kind kind, BenchApp app) {
        var parameters = new TreeMap<String, String>();
        parameters.put("app_id", app.id());
        parameters.put("timestamp", Long.toString(System.currentTimeMillis()));
        parameters.put("nonce", "%x-%012d".formatted(startedMs, nonce++));
        parameters.put("sign_type", "HMAC-SHA256");
        if (kind == Kind.PROXYING) {
            parameters.put("id", "post-" + nonce % 10_000);
        }
        // No value needs percent-encoding: what is signed is what is sent.
        parameters.put("sign", app.hmac().sign(CanonicalText.of(parameters)));
        var form = new StringBuilder();
        for (var e : parameters.entrySet()) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(e.getKey())
                    .append('=')
                    .append(e.getValue());
        }
        var request = "POST " + kind.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: serai-bench\r\n"
                + "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length() + "\r\n\r\n" + form;
        return new Call(request.getBytes(StandardCharsets.US_ASCII), app);
    }
}
