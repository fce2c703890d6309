package dev.serai.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals a secret in the form the server keeps them in: form byte 1, nonce, AES-256-GCM with the form byte covered. */
record Seal(SecretKeySpec key) {
    private static final int NONCE_BYTES = 12;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Seal of(Path masterKey) throws IOException {
        var key = Base64.getDecoder().decode(Files.readString(masterKey).strip());
        return new Seal(new SecretKeySpec(key, "AES"));
    }

    byte[] seal(String secret) {
        var head = new byte[HEAD_BYTES];
        RANDOM.nextBytes(head);
        head[0] = 1;
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, head, 1, NONCE_BYTES));
            cipher.updateAAD(head, 0, 1);
            var plain = secret.getBytes(StandardCharsets.US_ASCII);
            var sealed = Arrays.copyOf(head, HEAD_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, HEAD_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-256-GCM", e);
        }
    }
}
