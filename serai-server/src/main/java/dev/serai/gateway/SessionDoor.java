package dev.serai.gateway;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.RawParameter;
import dev.serai.openapi.SessionCalls;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The way in for page sessions: past the signature, through everything from the grant on. */
@Component
class SessionDoor implements SessionCalls {
    private final Apps apps;
    private final Catalogue catalogue;
    private final Checks checks;
    private final Runner runner;
    private final CallLog log;
    private final Clock clock;

    SessionDoor(Apps apps, Catalogue catalogue, Checks checks, Runner runner, CallLog log, Clock clock) {
        this.apps = apps;
        this.catalogue = catalogue;
        this.checks = checks;
        this.runner = runner;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public JsonNode call(AppId appId, String userId, String method, JsonNode params, String requestId) {
        var passage = new Passage(requestId, System.nanoTime(), clock.millis(), "POST", "page");
        passage.dialect = "h5";
        passage.methodName = method;
        passage.userId = userId;
        try {
            passage.step = Passage.Step.APP;
            var app = apps.find(appId.value())
                    .filter(found -> found.status() == App.Status.ACTIVE)
                    .orElseThrow(() -> new Refusal(SubCode.APP_NOT_ACTIVE, "the app of this page is not active"));
            passage.app = app;
            for (var e : params.properties()) {
                var value = e.getValue();
                passage.parameters.add(new RawParameter(
                        e.getKey(), value.isContainer() ? "" : value.asString(), value.isContainer() ? value : null));
            }
            var later = checks.admit(passage, catalogue.now());
            if (later != null) {
                await(later);
            }
            checks.admitted(passage);
            var parameters = runner.parameters(passage);
            passage.step = Passage.Step.RUN;
            var code = passage.knownMethod().code();
            if (code == null) {
                throw new Refusal(SubCode.API_UNKNOWN, "this method cannot be called from a page");
            }
            var data = Json.MAPPER.readTree(runner.run(passage, code, parameters));
            passage.step = Passage.Step.DONE;
            checks.over(passage, false);
            log.leave(passage, 200, null, null, 0);
            return data;
        } catch (RuntimeException e) {
            checks.over(passage, true);
            var refusal = runner.asRefusal(e, requestId, method);
            log.leave(passage, refusal.subCode().code(), refusal.subCode(), refusal.explanation(), 0);
            throw refusal;
        }
    }

    /** Page calls have a thread of their own. */
    private static void await(CompletableFuture<@Nullable Void> admitted) {
        try {
            admitted.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
