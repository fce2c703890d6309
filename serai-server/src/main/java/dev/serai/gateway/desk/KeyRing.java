package dev.serai.gateway.desk;

import dev.serai.kernel.Tokens;
import dev.serai.merchant.App;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The keys that may have made a signature, those that count first: the app's live ones, then those that ended or are still to
 * come, those of the same merchant's other apps, and the live secrets as people misread them.
 */
final class KeyRing {
    private static final int FINGERPRINT_LENGTH = 16;

    /** So many of an app's keys are tried, the newest. */
    private static final int OF_ONE_APP_MAX = 10;

    /** A secret as its bytes, and by which mistakes it came to be used. Its text form tells nothing. */
    record TriedSecret(byte[] bytes, List<Finding> mistakes) {
        @Override
        public String toString() {
            return "TriedSecret[…, " + mistakes + "]";
        }
    }

    record TriedKey(RSAPublicKey key, String fingerprint, List<Finding> mistakes) {}

    private final List<TriedSecret> secrets = new ArrayList<>();
    private final List<TriedKey> keys = new ArrayList<>();

    private KeyRing() {}

    static KeyRing of(App app, List<App> others, Instant at) {
        var ring = new KeyRing();
        ring.add(app, at, List.of());
        for (var other : others) {
            ring.add(
                    other,
                    at,
                    List.of(Finding.of(
                            Mistake.KEY_OF_APP,
                            "app",
                            other.id().value(),
                            "said",
                            app.id().value())));
        }
        for (var secret : app.secrets()) {
            if (secret.validity().holds(at)) {
                ring.misread(secret.value());
            }
        }
        ring.secrets.add(new TriedSecret(new byte[0], List.of(Finding.of(Mistake.KEY_EMPTY))));
        return ring;
    }

    /** Those without a mistake first: what they fit needs no other explanation. */
    List<TriedSecret> secrets() {
        return secrets;
    }

    List<TriedKey> keys() {
        return keys;
    }

    private void add(App app, Instant at, List<Finding> already) {
        app.secrets().stream()
                .limit(OF_ONE_APP_MAX)
                .forEach(secret -> secrets.add(new TriedSecret(
                        bytes(secret.value()), with(already, secret.validity(), at, fingerprint(secret.value())))));
        app.rsaKeys().stream().limit(OF_ONE_APP_MAX).forEach(key -> {
            if (key.key() instanceof RSAPublicKey rsa) {
                var print = fingerprint(Base64.getEncoder().encodeToString(rsa.getEncoded()));
                keys.add(new TriedKey(rsa, print, with(already, key.validity(), at, print)));
            }
        });
    }

    private static List<Finding> with(List<Finding> already, App.Validity validity, Instant at, String fingerprint) {
        var mistakes = new ArrayList<>(already);
        if (!at.isBefore(validity.notAfter())) {
            mistakes.add(Finding.of(
                    Mistake.KEY_ENDED,
                    "key",
                    fingerprint,
                    "at",
                    validity.notAfter().toString()));
        } else if (at.isBefore(validity.notBefore())) {
            mistakes.add(Finding.of(
                    Mistake.KEY_COMING,
                    "key",
                    fingerprint,
                    "at",
                    validity.notBefore().toString()));
        }
        return List.copyOf(mistakes);
    }

    /** As the portal shows it: too little of a hash to guess a secret by, enough to tell keys apart. */
    private static String fingerprint(String key) {
        return Tokens.hash(key).substring(0, FINGERPRINT_LENGTH);
    }

    private void misread(String secret) {
        space(secret + "\n", "a line feed after it");
        space(secret + "\r\n", "CR LF after it");
        space(secret + " ", "a space after it");
        space(" " + secret, "a space before it");
        space(" " + secret + " ", "spaces on both sides");
        space(secret + "\t", "a tab after it");
        space("\"" + secret + "\"", "quotation marks around it");
        if (secret.matches("([0-9a-f]{2})+")) {
            secrets.add(new TriedSecret(
                    HexFormat.of().parseHex(secret), List.of(Finding.of(Mistake.KEY_DECODED, "how", "hex"))));
            secrets.add(new TriedSecret(bytes(secret.toUpperCase(Locale.ROOT)), List.of(Finding.of(Mistake.KEY_CASE))));
        }
        try {
            secrets.add(new TriedSecret(
                    Base64.getDecoder().decode(secret), List.of(Finding.of(Mistake.KEY_DECODED, "how", "Base64"))));
        } catch (IllegalArgumentException e) {
            // Not to be read as Base64, then nobody did.
        }
    }

    private void space(String read, String what) {
        secrets.add(new TriedSecret(bytes(read), List.of(Finding.of(Mistake.KEY_WHITESPACE, "what", what))));
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
