package dev.serai.merchant;

import java.security.PrivateKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the platform signs with and is known by. All of it is there, or nothing yet: it is made with the first app.
 *
 * @param rsaKey signs answers to calls that were signed by RSA
 * @param serialNo how header dialects name the public half of that key
 * @param sm2Key signs answers to calls that were signed by SM2
 * @param certSn the certificate in use for the RSA key
 * @param rootSn the root that it was issued under
 * @param certificates by their SN, as PEM: the one in use, those before it, and the root
 */
public record Platform(
        @Nullable PrivateKey rsaKey,
        String serialNo,
        @Nullable PrivateKey sm2Key,
        String certSn,
        String rootSn,
        Map<String, String> certificates) {
    static final Platform NOT_YET = new Platform(null, "", null, "", "", Map.of());

    /** Tells nothing of the keys. */
    @Override
    public String toString() {
        return "Platform[" + serialNo + ", " + certSn + "]";
    }
}
