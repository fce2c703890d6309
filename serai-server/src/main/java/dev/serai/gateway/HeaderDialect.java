package dev.serai.gateway;

import dev.serai.openapi.Catalogue;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A way of calling whose signature stands in header fields and covers the bytes of the call, so that parameters need no
 * canonical text: they may hold what they like.
 */
interface HeaderDialect {
    /** As it stands in call records. */
    String name();

    /** Whether this call is in this dialect; looks at the path and the headers only. */
    boolean speaks(SeraiDialect.Target target, MultiMap headers);

    /** The target as Serai's own dialect names methods. */
    default SeraiDialect.Target target(SeraiDialect.Target target) {
        return target;
    }

    Envelope envelope();

    /**
     * Reads the parameters into the passage, sorted by name, and finds the method; as Serai's own dialect does where a
     * dialect has no other way.
     */
    default void parameters(
            Passage passage,
            SeraiDialect dialect,
            SeraiDialect.Target target,
            @Nullable String contentType,
            byte[] body,
            Catalogue.Page catalogue) {
        dialect.read(passage, target, contentType, body, catalogue);
    }

    /** Whether a call that only reads uses its nonce up; not where the signature has to stand for a nonce. */
    default boolean usesUpReads() {
        return true;
    }

    /** Reads the signature's fields. Nothing in them is proven yet. */
    Said read(HttpServerRequest request, byte[] body);

    /** Whether signing an answer takes milliseconds, and so must not be done on the event loop. */
    boolean slow(Passage passage);

    /** Adds the fields that sign an answer; none where it is not signed. */
    AnswerSigner.Signed sign(Passage passage, Answer answer);

    /** What a caller said of himself in the header fields of one call. */
    interface Said {
        String appId();

        /**
         * Checks the signature by the keys of the app, and its time, and leaves the nonce in the passage.
         *
         * @throws dev.serai.protocol.Refusal naming what does not fit
         */
        void verify(Passage passage, Instant now);
    }
}
