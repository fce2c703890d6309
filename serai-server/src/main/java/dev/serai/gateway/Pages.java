package dev.serai.gateway;

import dev.serai.openapi.PageGate;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What browsers get without a signature: files of the H5 pages, and the pages that rooms put here. */
@Component
class Pages {
    private static final int BODY_BYTES_MAX = 64 << 10;

    private final Map<String, PublicPage> exact = new HashMap<>();
    private final TreeMap<String, PublicPage> below = new TreeMap<>();
    private final Map<String, PageGate> gates = new HashMap<>();
    private final StaticFiles files;
    private final Streams streams;
    private final Runner runner;

    Pages(List<PublicPage> pages, List<PageGate> gates, StaticFiles files, Streams streams, Runner runner) {
        gates.forEach(gate -> this.gates.put(gate.path(), gate));
        pages.forEach(page -> (page.path().endsWith("/") ? below : exact).put(page.path(), page));
        this.files = files;
        this.streams = streams;
        this.runner = runner;
    }

    /** Whether this path is a page; everything else is a call. */
    boolean serves(String path) {
        return path.equals("/") || streams.serves(path) || files.find(path) != null || page(path) != null;
    }

    private @Nullable PublicPage page(String path) {
        var named = exact.get(path);
        if (named != null || below.isEmpty()) {
            return named;
        }
        var nearest = below.floorEntry(path);
        return nearest != null && path.startsWith(nearest.getKey()) ? nearest.getValue() : null;
    }

    void serve(HttpServerRequest request, SeraiDialect.Target target, Passage passage, ExecutorService running) {
        if (streams.serves(target.path())) {
            streams.serve(request, target, passage, running);
            return;
        }
        if (request.method() != HttpMethod.GET
                && request.method() != HttpMethod.POST
                && request.method() != HttpMethod.HEAD) {
            RequestBody.drain(
                    request,
                    () -> request.response()
                            .setStatusCode(405)
                            .putHeader("Allow", "GET, POST")
                            .end());
            return;
        }
        if (target.path().equals("/")) {
            RequestBody.drain(
                    request,
                    () -> request.response()
                            .setStatusCode(302)
                            .putHeader("Location", "/docs/")
                            .end());
            return;
        }
        var page = page(target.path());
        var file = page == null ? files.find(target.path()) : null;
        if (file != null) {
            var gate = gates.get(target.path());
            if (gate == null) {
                RequestBody.drain(request, () -> file.send(request));
            } else {
                RequestBody.drain(request, () -> throughGate(gate, file, request, target, passage, running));
            }
            return;
        }
        if (page == null) {
            RequestBody.drain(
                    request, () -> request.response().setStatusCode(404).end());
            return;
        }
        var loop = loop();
        RequestBody.read(
                request,
                BODY_BYTES_MAX,
                body -> running.execute(() -> {
                    var reply = reply(page, request, target, passage, body);
                    loop.runOnContext(_ -> send(request, reply));
                }),
                refusal -> send(request, json(refusal, passage)));
    }

    private void throughGate(
            PageGate gate,
            StaticFiles.StaticFile file,
            HttpServerRequest request,
            SeraiDialect.Target target,
            Passage passage,
            ExecutorService running) {
        var loop = loop();
        running.execute(() -> {
            PageGate.Verdict verdict;
            try {
                verdict = gate.look(visit(request, target, passage, new byte[0]));
            } catch (RuntimeException | Error e) {
                int status = runner.asRefusal(e, passage.requestId, target.path())
                        .subCode()
                        .code();
                verdict = new PageGate.Verdict(status, null);
            }
            var found = verdict;
            loop.runOnContext(_ -> file.send(request, found.status(), found.frameAncestor()));
        });
    }

    private static Context loop() {
        return Objects.requireNonNull(Vertx.currentContext(), "requests are handled on an event loop");
    }

    static PublicPage.Visit visit(HttpServerRequest request, SeraiDialect.Target target, Passage passage, byte[] body) {
        Form.read(target.query(), "query", passage.parameters);
        var query = new HashMap<String, String>();
        passage.parameters.forEach(p -> query.putIfAbsent(p.name(), p.text()));
        var headers = new HashMap<String, String>();
        request.headers().forEach(e -> headers.putIfAbsent(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        return new PublicPage.Visit(
                request.method().name(),
                target.path(),
                query,
                headers,
                cookies(headers.getOrDefault("cookie", "")),
                body,
                passage.requestId);
    }

    private PublicPage.Reply reply(
            PublicPage page, HttpServerRequest request, SeraiDialect.Target target, Passage passage, byte[] body) {
        try {
            return page.answer(visit(request, target, passage, body));
        } catch (RuntimeException | Error e) {
            return json(runner.asRefusal(e, passage.requestId, target.path()), passage);
        }
    }

    private static Map<String, String> cookies(String header) {
        var cookies = new HashMap<String, String>();
        for (var part : header.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                cookies.putIfAbsent(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return cookies;
    }

    static PublicPage.Reply json(Refusal refusal, Passage passage) {
        var answer = Answer.refused(refusal, passage.requestId);
        return new PublicPage.Reply(
                answer.code(), "application/json; charset=utf-8", answer.body(), Map.of("Cache-Control", "no-store"));
    }

    static void send(HttpServerRequest request, PublicPage.Reply reply) {
        var response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        response.putHeader("Content-Type", reply.contentType());
        StaticFiles.SAFETY.forEach(response::putHeader);
        reply.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(reply.body()));
    }
}
