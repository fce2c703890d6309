package dev.serai.gateway;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import dev.serai.kernel.Json;
import dev.serai.merchant.App;
import dev.serai.openapi.RawParameter;
import dev.serai.openapi.SensitiveFields;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Covers what an answer declares to be sensitive: masked for everybody, or encrypted under the app's newest RSA key, as a JWE
 * in its compact form (RFC 7516, RSA-OAEP-256 and A256GCM), one for each field. Opens what callers encrypted for us in the
 * same way. Takes up to a millisecond, so never on an event loop.
 */
@Component
class SensitiveAnswers {
    /** Every compact JWE begins so: {@code {"} in Base64. */
    private static final String JWE_BEGINS = "eyJ";

    private static final int JWE_DOTS = 4;

    private final PlatformSigner platform;
    private final Clock clock;

    SensitiveAnswers(PlatformSigner platform, Clock clock) {
        this.platform = platform;
        this.clock = clock;
    }

    /** The data as this caller may see it. */
    byte[] covered(Passage passage, byte[] data) {
        var fields = passage.knownMethod().sensitive();
        return fields == null
                ? data
                : Json.MAPPER.writeValueAsBytes(covered(fields, passage, Json.MAPPER.readTree(data)));
    }

    private JsonNode covered(SensitiveFields fields, Passage passage, JsonNode data) {
        var encrypter = fields.encrypts() ? encrypter(passage) : null;
        try {
            return fields.covered(
                    data,
                    (field, text) -> encrypter == null || !field.encrypted()
                            ? field.kind().masked(text)
                            : encrypter.jwe(text));
        } catch (SensitiveFields.Unknown unknown) {
            throw new Refusal(
                    SubCode.CORE_UNAVAILABLE,
                    "the answer is not of the declared form at " + unknown.getMessage()
                            + " and may hold personal data, so it is kept back; please tell us the request_id");
        }
    }

    /** Pages have no key to decrypt with, and who calls an open method is not proven. */
    private @Nullable Encrypter encrypter(Passage passage) {
        var app = passage.app;
        if (app == null
                || passage.dialect.equals("h5")
                || passage.knownMethod().operation().open()) {
            return null;
        }
        var key = newestLive(app, clock.instant());
        return key == null ? null : new Encrypter(key);
    }

    private static @Nullable RSAPublicKey newestLive(App app, Instant now) {
        for (var key : app.rsaKeys()) {
            if (key.validity().holds(now) && key.key() instanceof RSAPublicKey rsa) {
                return rsa;
            }
        }
        return null;
    }

    private static final class Encrypter {
        private final RSAEncrypter to;
        private final JWEHeader header;

        Encrypter(RSAPublicKey key) {
            this.to = new RSAEncrypter(key);
            this.header = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                    .keyID(KeySerial.of(key))
                    .build();
        }

        String jwe(String text) {
            try {
                var jwe = new JWEObject(header, new Payload(text));
                jwe.encrypt(to);
                return jwe.serialize();
            } catch (JOSEException e) {
                throw new IllegalStateException("every JDK does RSA-OAEP and AES-GCM", e);
            }
        }
    }

    /** Whether the call holds an encrypted value of a parameter that may come so. */
    static boolean holdsEncrypted(Passage passage) {
        var fields = passage.knownMethod().sensitiveParameters();
        if (fields == null) {
            return false;
        }
        for (var parameter : passage.parameters) {
            if (mayBeJwe(parameter) && isEncrypted(fields, parameter)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayBeJwe(RawParameter parameter) {
        return parameter.text().startsWith(JWE_BEGINS)
                && parameter.text().chars().filter(c -> c == '.').count() == JWE_DOTS;
    }

    private static boolean isEncrypted(SensitiveFields fields, RawParameter parameter) {
        var field = fields.parameter(parameter.name());
        return field != null && field.encrypted();
    }

    /** Puts what was encrypted for us in the clear. The signature covered what came. */
    void open(Passage passage) {
        var fields = passage.knownMethod().sensitiveParameters();
        if (fields != null) {
            passage.parameters.replaceAll(parameter -> mayBeJwe(parameter) && isEncrypted(fields, parameter)
                    ? new RawParameter(parameter.name(), opened(parameter), null)
                    : parameter);
        }
    }

    private String opened(RawParameter parameter) {
        try {
            var jwe = JWEObject.parse(parameter.text());
            if (!JWEAlgorithm.RSA_OAEP_256.equals(jwe.getHeader().getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(jwe.getHeader().getEncryptionMethod())
                    || jwe.getHeader().getCompressionAlgorithm() != null) {
                throw unreadable(parameter);
            }
            jwe.decrypt(new RSADecrypter(platform.privateKey()));
            var text = jwe.getPayload().toString();
            if (!Json.storable(text)) {
                throw unreadable(parameter);
            }
            return text;
        } catch (JOSEException | ParseException | IllegalStateException e) {
            // One text for all causes: who tries keys must not learn how far he came.
            throw unreadable(parameter);
        }
    }

    private static Refusal unreadable(RawParameter parameter) {
        return SeraiDialect.invalid(parameter.name()
                + " is encrypted, and not so that we can read it; encrypt it under the platform's public key as a compact"
                + " JWE with RSA-OAEP-256 and A256GCM, or send it as it is");
    }
}
