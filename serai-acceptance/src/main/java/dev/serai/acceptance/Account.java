package dev.serai.acceptance;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An app and what it signs with.
 *
 * @param secret empty for none
 * @param serialNo how header dialects name the key; empty where there is none
 */
record Account(String appId, String secret, @Nullable PrivateKey key, String serialNo) {
    /** One of demo.json's apps. */
    static Account of(JsonNode app) {
        return new Account(
                app.path("app_id").asString(),
                app.path("secret").asString(""),
                key(app.path("private_key").asString("")),
                app.path("serial_no").asString(""));
    }

    /** The same app with another's secret: what a thief of a name would try. */
    Account withSecret(String other) {
        return new Account(appId, other, key, serialNo);
    }

    Account withKey(@Nullable PrivateKey other) {
        return new Account(appId, secret, other, serialNo);
    }

    private static @Nullable PrivateKey key(String base64) {
        if (base64.isEmpty()) {
            return null;
        }
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("demo.json holds a private key that is not PKCS#8", e);
        }
    }
}
