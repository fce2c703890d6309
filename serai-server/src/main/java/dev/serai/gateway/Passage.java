package dev.serai.gateway;

import dev.serai.kernel.AppId;
import dev.serai.merchant.App;
import dev.serai.merchant.Fault;
import dev.serai.openapi.OpenMethod;
import dev.serai.openapi.QuotaPeriod;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.SignType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call on its way through the door: what is known of it so far. Used by one thread at a time. */
final class Passage {
    /** The checks in their order; the one a call was refused at stands in its record. */
    enum Step {
        READ,
        DIALECT,
        APP,
        ALLOW_LIST,
        SIGNATURE,
        REPLAY,
        METHOD,
        GRANT,
        LIMITS,
        TOKEN,
        SCHEMA,
        RUN,
        DONE
    }

    final String requestId;
    final long startNanos;
    final long epochMs;
    final String httpMethod;
    final String address;
    Step step = Step.READ;
    String dialect = "serai";
    String methodName = "";
    int version = 1;
    int bytesIn;
    List<RawParameter> parameters = new ArrayList<>();

    @Nullable App app;

    @Nullable OpenMethod method;

    @Nullable SignType signType;

    App.@Nullable Secret secret;

    @Nullable String userId;

    String nonce = "";

    /** What the sandbox does to this call because its developer wants it; null: nothing. */
    @Nullable String fault;

    /** Whether the sandbox closes the connection instead of answering. */
    boolean answerIsDropped;

    void note(Fault.Kind kind) {
        fault = fault == null ? kind.word() : fault + " " + kind.word();
    }

    /** The dialect whose signature stands in header fields; null in Serai's own. */
    @Nullable HeaderDialect spoken;

    /** What the header fields said; null until they were read, and in Serai's own dialect. */
    HeaderDialect.@Nullable Said said;

    /** The access token that came as {@code Authorization: Bearer}; null where none did. */
    @Nullable String bearer;

    Envelope envelope = Envelope.SERAI;

    /** What the call's parameters were encrypted with, after they were opened; never before its signature fitted. */
    App.@Nullable AesKey contentKey;

    /** Whether body_sha256 is absent or fits the body. */
    boolean bodyFits = true;

    /** Whether its answer is kept before it is given: a write that is done, without a nonce of its own. */
    boolean answerIsKept;

    /** What it was taken from; null before and afterwards. */
    @Nullable Allowance allowance;

    Allowance.@Nullable Lease lease;

    /** How the app's limits stand, for the answer; -1: not looked at, or there is none. */
    long limitRemaining = -1;

    long limitResetS;
    long dayRemaining = -1;
    long monthRemaining = -1;
    String policy = "";

    @Nullable QuotaPeriod period;

    long retryAfterMs = -1;

    Passage(String requestId, long startNanos, long epochMs, String httpMethod, String address) {
        this.requestId = requestId;
        this.startNanos = startNanos;
        this.epochMs = epochMs;
        this.httpMethod = httpMethod;
        this.address = address;
    }

    /** The parameter's characters; empty where it is absent. */
    String text(String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.text();
            }
        }
        return "";
    }

    /** Whom the caller says he is; empty where he does not. */
    String appIdSaid() {
        return spoken == null ? text("app_id") : said == null ? "" : said.appId();
    }

    /** The user's access token, however it came; empty where none did. */
    String accessToken() {
        var shown = bearer;
        return shown == null ? text("access_token") : shown;
    }

    /** Whether the token alone says who calls: then the app speaks for its user and for nobody else. */
    boolean bearerAlone() {
        return spoken instanceof BearerDialect;
    }

    /** Whether the signature stands for a nonce, so that the same call again is a repetition and no attack. */
    boolean repeatable() {
        return spoken != null && !spoken.usesUpReads();
    }

    /** The parameters that the protocol itself declares. */
    static final Set<String> PROTOCOL = Set.of(
            "app_id",
            "method",
            "version",
            "timestamp",
            "nonce",
            "sign_type",
            "sign",
            "access_token",
            "lang",
            "body_sha256");

    App knownApp() {
        var known = app;
        if (known == null) {
            throw new IllegalStateException("the app is not known yet at step " + step);
        }
        return known;
    }

    AppId appId() {
        return knownApp().id();
    }

    OpenMethod knownMethod() {
        var known = method;
        if (known == null) {
            throw new IllegalStateException("the method is not known yet at step " + step);
        }
        return known;
    }
}
