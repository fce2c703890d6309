package dev.serai.gateway;

import dev.serai.kernel.Ids;
import dev.serai.kernel.InsidePass;
import dev.serai.openapi.ApiMethod;
import dev.serai.openapi.Catalogue;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call from its first byte to its last, on the event loop: reads, checks, and answers at once, or hands over to a
 * virtual thread (our own code), to the core's client (proxied) or to the signing threads (RSA), none of which it waits for.
 */
final class DoorHandler implements Handler<HttpServerRequest> {
    // Checked and turned into bytes once, not with every answer.
    private static final CharSequence CONTENT_TYPE = HttpHeaders.CONTENT_TYPE;
    private static final CharSequence CACHE_CONTROL = HttpHeaders.CACHE_CONTROL;
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private final Vertx vertx;
    private final SeraiDialect dialect;
    private final List<HeaderDialect> headerDialects;
    private final BearerDialect bearer;
    private final Checks checks;
    private final Runner runner;
    private final Catalogue catalogue;
    private final AnswerSigner signer;
    private final SensitiveAnswers sensitive;
    private final CallLog log;
    private final CoreProxies core;
    private final Pages pages;
    private final ClientAddress addresses;
    private final InnerHouse inner;
    private final Ids ids;
    private final Clock clock;
    private final ExecutorService signing;
    private final ExecutorService running;

    DoorHandler(Vertx vertx, DoorParts parts, CoreProxies core, ExecutorService signing, ExecutorService running) {
        this.vertx = vertx;
        this.dialect = parts.dialect();
        this.headerDialects = parts.headerDialects();
        this.bearer = parts.bearer();
        this.checks = parts.checks();
        this.runner = parts.runner();
        this.catalogue = parts.catalogue();
        this.signer = parts.signer();
        this.sensitive = parts.sensitive();
        this.log = parts.log();
        this.pages = parts.pages();
        this.addresses = parts.addresses();
        this.inner = new InnerHouse(vertx, parts.innerAddress(), parts.insidePass(), parts.addresses());
        this.ids = parts.ids();
        this.clock = parts.clock();
        this.core = core;
        this.signing = signing;
        this.running = running;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var line = dialect.target(request.uri());
        if (InsidePass.leadsInside(line.path())) {
            inner.pass(request, line.path());
            return;
        }
        var passage = new Passage(
                ids.next(), System.nanoTime(), clock.millis(), request.method().name(), addresses.of(request));
        if (pages.serves(line.path())) {
            pages.serve(request, line, passage, running);
            return;
        }
        var target = spoken(request, line, passage);
        var page = catalogue.now();
        try {
            checkLine(request, target);
        } catch (Refusal refusal) {
            RequestBody.drain(request, () -> refuse(request, passage, refusal));
            return;
        }
        RequestBody.read(
                request,
                dialect.bodyBytesMax(target, page),
                body -> pass(request, passage, target, body, page),
                refusal -> refuse(request, passage, refusal));
    }

    /** Finds out which dialect a call is in, and where its method stands. */
    private SeraiDialect.Target spoken(HttpServerRequest request, SeraiDialect.Target line, Passage passage) {
        for (var spoken : headerDialects) {
            if (spoken.speaks(line, request.headers())) {
                passage.spoken = spoken;
                passage.dialect = spoken.name();
                passage.envelope = spoken.envelope();
                return spoken.target(line);
            }
        }
        return line;
    }

    private void checkLine(HttpServerRequest request, SeraiDialect.Target target) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.POST) {
            request.response().putHeader("Allow", "GET, POST");
            throw new Refusal(SubCode.HTTP_METHOD, "only GET and POST are served; use POST for calls with a body");
        }
        if (request.uri().length() > SeraiDialect.URL_LENGTH_MAX) {
            throw SeraiDialect.invalid("the address may have at most " + SeraiDialect.URL_LENGTH_MAX
                    + " characters, found " + request.uri().length() + "; send parameters in the body");
        }
        if (!dialect.served(target.path())) {
            throw new Refusal(
                    SubCode.API_UNKNOWN,
                    "there is nothing at " + SeraiDialect.shown(target.path()) + "; see /docs/ for the methods");
        }
        if (request.getHeader("content-encoding") != null) {
            throw new Refusal(SubCode.BODY_TYPE, "the body must not be compressed; send it plain");
        }
    }

    private void pass(
            HttpServerRequest request, Passage passage, SeraiDialect.Target target, byte[] body, Catalogue.Page page) {
        try {
            var spoken = passage.spoken;
            var contentType = request.getHeader("content-type");
            if (spoken == null) {
                dialect.read(passage, target, contentType, body, page);
            } else {
                spoken.parameters(passage, dialect, target, contentType, body, page);
            }
            var open = passage.method;
            if (open != null && open.operation().open() && open.code() != null) {
                readSaid(request, passage, body, true);
                checks.recognize(passage);
                passage.step = Passage.Step.RUN;
                answer(request, passage, passage.envelope.ok(runner.runOpen(passage, open.code()), passage.requestId));
                return;
            }
            bearer.hear(request, passage);
            readSaid(request, passage, body, false);
            checks.identify(passage);
            var later = checks.admit(passage, page);
            if (later == null) {
                admitted(request, passage);
                return;
            }
            Context loop = vertx.getOrCreateContext();
            later.whenComplete((_, refusal) -> loop.runOnContext(_ -> {
                if (refusal == null) {
                    admitted(request, passage);
                } else {
                    refuse(request, passage, runner.asRefusal(refusal, passage.requestId, passage.methodName));
                }
            }));
        } catch (RuntimeException e) {
            refuse(request, passage, runner.asRefusal(e, passage.requestId, passage.methodName));
        }
    }

    private void admitted(HttpServerRequest request, Passage passage) {
        try {
            checks.admitted(passage);
            if (SensitiveAnswers.holdsEncrypted(passage)) {
                opened(request, passage);
            } else {
                typed(request, passage);
            }
        } catch (RuntimeException e) {
            refuse(request, passage, runner.asRefusal(e, passage.requestId, passage.methodName));
        }
    }

    /** Opening what was encrypted takes our private key, and so a millisecond. */
    private void opened(HttpServerRequest request, Passage passage) {
        Context loop = vertx.getOrCreateContext();
        signing.execute(() -> {
            try {
                sensitive.open(passage);
            } catch (RuntimeException | Error e) {
                var refusal = runner.asRefusal(e, passage.requestId, passage.methodName);
                loop.runOnContext(_ -> refuse(request, passage, refusal));
                return;
            }
            loop.runOnContext(_ -> {
                try {
                    typed(request, passage);
                } catch (RuntimeException e) {
                    refuse(request, passage, runner.asRefusal(e, passage.requestId, passage.methodName));
                }
            });
        });
    }

    private void typed(HttpServerRequest request, Passage passage) {
        var parameters = runner.parameters(passage);
        passage.step = Passage.Step.RUN;
        int waitMs = runner.befall(passage);
        if (waitMs > 0) {
            vertx.setTimer(waitMs, _ -> runNow(request, passage, parameters));
        } else {
            run(request, passage, parameters);
        }
    }

    private void runNow(HttpServerRequest request, Passage passage, ObjectNode parameters) {
        try {
            run(request, passage, parameters);
        } catch (RuntimeException e) {
            refuse(request, passage, runner.asRefusal(e, passage.requestId, passage.methodName));
        }
    }

    /** Reads who calls from the header fields; a method open to everybody does without where they cannot be read. */
    private static void readSaid(HttpServerRequest request, Passage passage, byte[] body, boolean open) {
        var spoken = passage.spoken;
        if (spoken == null || passage.said != null) {
            return;
        }
        passage.step = Passage.Step.SIGNATURE;
        try {
            passage.said = spoken.read(request, body);
        } catch (Refusal refusal) {
            if (!open) {
                throw refusal;
            }
        }
    }

    private void run(HttpServerRequest request, Passage passage, ObjectNode parameters) {
        var method = passage.knownMethod();
        ApiMethod code = method.code();
        var proxy = method.operation().proxy();
        if (code == null && proxy != null) {
            var call = CoreCall.of(method.operation(), proxy, runner.space(passage), passage.userId, parameters);
            var to = core.of(runner.isSandbox(passage), method.operation().writes());
            if (method.operation().writes()) {
                writeAtCore(request, passage, to, call);
            } else {
                passOn(request, passage, to, call);
            }
        } else if (code != null && !code.blocks()) {
            done(request, passage, runner.run(passage, code, parameters));
        } else if (code != null) {
            elsewhere(running, request, passage, () -> {
                try {
                    var data = runner.run(passage, code, parameters);
                    passage.step = Passage.Step.DONE;
                    return passage.envelope.ok(data, passage.requestId);
                } catch (Refusal refusal) {
                    return passage.envelope.refused(refusal, passage.requestId);
                }
            });
        }
    }

    private void passOn(HttpServerRequest request, Passage passage, CoreProxy to, CoreCall call) {
        to.call(call, passage.appId()).onComplete(result -> {
            if (result.succeeded() && passage.knownMethod().sensitive() != null) {
                elsewhere(running, request, passage, () -> {
                    var data = sensitive.covered(passage, result.result());
                    passage.step = Passage.Step.DONE;
                    return passage.envelope.ok(data, passage.requestId);
                });
            } else if (result.succeeded()) {
                done(request, passage, result.result());
            } else {
                refuse(request, passage, runner.asRefusal(result.cause(), passage.requestId, passage.methodName));
            }
        });
    }

    /** The nonce is used up durably before the core hears of it. */
    private void writeAtCore(HttpServerRequest request, Passage passage, CoreProxy to, CoreCall call) {
        Context loop = vertx.getOrCreateContext();
        running.execute(() -> {
            try {
                runner.useUp(passage);
            } catch (RuntimeException | Error e) {
                var refusal = runner.asRefusal(e, passage.requestId, passage.methodName);
                loop.runOnContext(_ -> refuse(request, passage, refusal));
                return;
            }
            loop.runOnContext(_ -> passOn(request, passage, to, call));
        });
    }

    private void done(HttpServerRequest request, Passage passage, byte[] data) {
        passage.step = Passage.Step.DONE;
        answer(request, passage, passage.envelope.ok(data, passage.requestId));
    }

    private void refuse(HttpServerRequest request, Passage passage, Refusal refusal) {
        answer(request, passage, passage.envelope.refused(refusal, passage.requestId));
    }

    private void answer(HttpServerRequest request, Passage passage, Answer answer) {
        checks.over(passage, answer.subCode() != null);
        if (answer.subCode() == SubCode.SIGN_REPLAYED && passage.repeatable()) {
            again(request, passage);
        } else if (passage.answerIsKept) {
            kept(request, passage, answer);
        } else if (signer.slow(passage)) {
            signed(signing, request, passage, answer);
        } else {
            send(request, passage, answer, signer.sign(passage, answer));
        }
    }

    /** The same signature again: the first answer again. */
    private void again(HttpServerRequest request, Passage passage) {
        Context loop = vertx.getOrCreateContext();
        running.execute(() -> {
            Answer given;
            AnswerSigner.Signed signature;
            try {
                signature = runner.firstAnswer(passage);
                given = new Answer(200, new byte[0], null, null);
            } catch (RuntimeException e) {
                given = passage.envelope.refused(
                        runner.asRefusal(e, passage.requestId, passage.methodName), passage.requestId);
                signature = signer.sign(passage, given);
            }
            var answer = given;
            var signed = signature;
            loop.runOnContext(_ -> send(request, passage, answer, signed));
        });
    }

    private void kept(HttpServerRequest request, Passage passage, Answer answer) {
        Context loop = vertx.getOrCreateContext();
        running.execute(() -> {
            var signature = signer.sign(passage, answer);
            runner.keep(passage, signature.body(answer));
            loop.runOnContext(_ -> send(request, passage, answer, signature));
        });
    }

    private void elsewhere(ExecutorService where, HttpServerRequest request, Passage passage, Callable<Answer> work) {
        Context loop = vertx.getOrCreateContext();
        where.execute(() -> {
            Answer answer;
            try {
                answer = work.call();
            } catch (Exception | Error e) {
                answer = passage.envelope.refused(
                        runner.asRefusal(e, passage.requestId, passage.methodName), passage.requestId);
            }
            var given = answer;
            loop.runOnContext(_ -> answer(request, passage, given));
        });
    }

    private void signed(ExecutorService where, HttpServerRequest request, Passage passage, Answer answer) {
        Context loop = vertx.getOrCreateContext();
        where.execute(() -> {
            var signature = signer.sign(passage, answer);
            loop.runOnContext(_ -> send(request, passage, answer, signature));
        });
    }

    private void send(HttpServerRequest request, Passage passage, Answer answer, AnswerSigner.Signed signed) {
        var body = signed.body(answer);
        log.leave(passage, answer.code(), answer.subCode(), answer.subMsg(), body.length);
        var response = request.response();
        if (response.closed() || response.ended()) {
            return; // the caller went away; his record stays
        }
        if (passage.answerIsDropped) {
            request.connection().close();
            return;
        }
        response.setStatusCode(passage.envelope.status(answer));
        var headers = response.headers();
        var method = passage.method;
        if (method != null) {
            method.deprecationHeaders().forEach(headers::set);
        }
        headers.set(CONTENT_TYPE, passage.envelope.contentType());
        headers.set(CACHE_CONTROL, NO_STORE);
        var challenge = BearerChallenge.of(passage, answer);
        if (challenge != null) {
            headers.set(WWW_AUTHENTICATE, challenge);
        }
        signed.into(headers);
        LimitFields.set(headers, passage);
        response.end(Buffer.buffer(body));
    }
}
