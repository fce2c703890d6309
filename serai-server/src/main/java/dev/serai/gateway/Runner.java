package dev.serai.gateway;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import dev.serai.merchant.Fault;
import dev.serai.merchant.Sandboxes;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.openapi.FirstAnswers;
import dev.serai.openapi.RawParameter;
import dev.serai.openapi.StoreHealth;
import dev.serai.openapi.StoreTrouble;
import dev.serai.openapi.UsedNonces;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Runs a call that was let in, and turns whatever happens into its data or a refusal. */
@Component
class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final MerchantId NOBODY = new MerchantId("nobody");
    private static final AppId NO_APP = new AppId("none");

    private final UsedNonces nonces;
    private final FirstAnswers answers;
    private final StoreHealth store;
    private final Sandboxes sandboxes;
    private final SensitiveAnswers sensitive;

    Runner(
            UsedNonces nonces,
            FirstAnswers answers,
            StoreHealth store,
            Sandboxes sandboxes,
            SensitiveAnswers sensitive) {
        this.sensitive = sensitive;
        this.nonces = nonces;
        this.answers = answers;
        this.store = store;
        this.sandboxes = sandboxes;
    }

    /** The call's own parameters, typed; those of the protocol stay at the door. */
    ObjectNode parameters(Passage passage) {
        List<RawParameter> raw = passage.parameters;
        return passage.knownMethod().typed(raw);
    }

    /** Runs our own code; blocks as long as that does. */
    byte[] run(Passage passage, ApiMethod code, ObjectNode parameters) {
        try {
            useUp(passage);
            var app = passage.knownApp();
            var space = space(passage);
            var call = new ApiCall(
                    space,
                    app.id(),
                    app.firstParty() && !passage.bearerAlone(),
                    passage.userId,
                    parameters,
                    passage.requestId);
            var data = MerchantScope.as(space, () -> code.answer(call));
            return sensitive.covered(passage, Json.MAPPER.writeValueAsBytes(data));
        } catch (RuntimeException | Error e) {
            throw asRefusal(e, passage.requestId, passage.methodName);
        }
    }

    /** A call that writes is used up durably before it does anything; page sessions have no nonce. */
    void useUp(Passage passage) {
        if (!passage.knownMethod().operation().writes() || passage.nonce.isEmpty()) {
            return;
        }
        if (!nonces.firstUse(passage.appId(), passage.nonce)) {
            passage.step = Passage.Step.REPLAY;
            throw Checks.replayed();
        }
        passage.answerIsKept = passage.repeatable();
    }

    /** What a repeated write is answered: the same bytes as at first. */
    AnswerSigner.Signed firstAnswer(Passage passage) {
        var first = answers.find(passage.appId(), passage.nonce)
                .orElseThrow(() -> new Refusal(
                        SubCode.SIGN_REPLAYED,
                        "a call with this signature was made before and has no answer to give again, because it still runs"
                                + " or was cut off; repeat it in a second, or sign anew"));
        passage.step = Passage.Step.DONE;
        return new AnswerSigner.Signed() {
            @Override
            public void into(MultiMap headers) {
                headers.set("Serai-Replayed", "1");
            }

            @Override
            public byte[] body(Answer answer) {
                return first;
            }
        };
    }

    /** Keeps what is about to be answered; where that fails the call is done all the same, and answered. */
    void keep(Passage passage, byte[] body) {
        try {
            answers.keep(passage.appId(), passage.knownApp().merchant(), passage.nonce, body);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("request_id", passage.requestId)
                    .log("the answer of {} could not be kept for a repetition: {}", passage.methodName, e.toString());
        }
    }

    /** Runs a method that is open to everybody: no app, no record of who. */
    byte[] runOpen(Passage passage, ApiMethod code) {
        var call = new ApiCall(NOBODY, NO_APP, false, null, parameters(passage), passage.requestId);
        var data = MerchantScope.as(NOBODY, () -> code.answer(call));
        var shown = sensitive.covered(passage, Json.MAPPER.writeValueAsBytes(data));
        passage.step = Passage.Step.DONE;
        return shown;
    }

    boolean isSandbox(Passage passage) {
        return sandboxes.is(passage.appId());
    }

    /** Under whom what the call does is kept. */
    MerchantId space(Passage passage) {
        var app = passage.knownApp();
        return sandboxes.space(app.id(), app.merchant());
    }

    /**
     * What the sandbox does to this call before it runs, as its developer switched it on; noted in the passage.
     *
     * @return how long the call is to wait, in milliseconds; 0: not at all
     * @throws Refusal the error that was switched on
     */
    int befall(Passage passage) {
        var app = passage.appId();
        if (!sandboxes.is(app)) {
            return 0;
        }
        var error = sandboxes.befalling(app, Fault.Kind.CALL_ERROR);
        if (error != null) {
            passage.note(error.kind());
            throw new Refusal(
                    SubCode.ofWire(String.valueOf(error.subCode())).orElse(SubCode.INTERNAL),
                    "the sandbox answers so on purpose until " + error.until() + "; nothing was done");
        }
        if (sandboxes.befalling(app, Fault.Kind.CALL_DROP) != null) {
            passage.note(Fault.Kind.CALL_DROP);
            passage.answerIsDropped = true;
        }
        var delay = sandboxes.befalling(app, Fault.Kind.CALL_DELAY);
        if (delay == null) {
            return 0;
        }
        passage.note(delay.kind());
        return delay.delayMs();
    }

    /** What was thrown, as the caller may see it. A fault of ours is logged whole and told by its request id only. */
    Refusal asRefusal(Throwable thrown, String requestId, String what) {
        if (thrown instanceof Refusal refusal) {
            return refusal;
        }
        if (StoreTrouble.isOutage(thrown)) {
            store.seenDown();
            LOG.atWarn()
                    .addKeyValue("request_id", requestId)
                    .log("{} could not reach the database: {}", what, thrown.toString());
            return new Refusal(
                    SubCode.STORE_UNAVAILABLE,
                    "our database is out of reach; repeat the call with the same numbers in a few seconds");
        }
        LOG.atError().addKeyValue("request_id", requestId).setCause(thrown).log("{} failed", what);
        return new Refusal(SubCode.INTERNAL, "a fault of ours; it is logged under the request_id, please tell us");
    }
}
