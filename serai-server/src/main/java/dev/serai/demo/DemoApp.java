package dev.serai.demo;

import dev.serai.merchant.Joining;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * An app of the demo, with the credentials that demo.json shows.
 *
 * @param aesKey Base64, with which both sides encrypt
 * @param privateKey PKCS#8 Base64; empty where the app does not sign with RSA2
 */
record DemoApp(
        String appId,
        String secret,
        String privateKey,
        String publicKey,
        String aesKey,
        String merchantId,
        List<String> signTypes,
        int limitPerS) {

    static final String FIRST = "demo-first";

    /** Nothing listens there: whoever tries the authorization server out reads the code from the browser's address. */
    private static final Set<String> FIRST_REDIRECT_URIS = Set.of("http://127.0.0.1:9000/callback");

    static final String SECOND = "demo-second";

    /** Where a user who consented may be sent. */
    Set<String> redirectUris() {
        return appId.equals(FIRST) ? FIRST_REDIRECT_URIS : Set.of();
    }

    /** Signs in every way, may do everything, belongs to the house. */
    static DemoApp first(Joining joining) {
        var pair = Joining.newPair();
        return new DemoApp(
                FIRST,
                joining.newSecret(),
                Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                joining.newAesKey(),
                "plaza-partner",
                List.of("MD5", "HMAC-SHA256", "RSA2"),
                5_000);
    }

    /** Another merchant's, with one grant and a small limit: for seeing refusals. */
    static DemoApp second(Joining joining) {
        return new DemoApp(
                SECOND, joining.newSecret(), "", "", joining.newAesKey(), "corner-store", List.of("HMAC-SHA256"), 5);
    }
}
