package dev.serai.kernel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts small secrets for storage under the house's one master key: AES-256-GCM with a fresh nonce each time, so the
 * same secret never looks the same twice and a changed byte is noticed.
 *
 * <p>Form: one byte for the form (1), 12 bytes nonce, ciphertext, 16 bytes tag.
 */
public final class Sealer {
    /** How long the master key is. */
    public static final int KEY_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public Sealer(byte[] masterKey) {
        if (masterKey.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the master key must be " + KEY_BYTES + " bytes, was " + masterKey.length);
        }
        this.key = new SecretKeySpec(masterKey, "AES");
    }

    public byte[] seal(byte[] secret) {
        var head = new byte[HEAD_BYTES];
        random.nextBytes(head);
        head[0] = FORM;
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, head);
            var sealed = Arrays.copyOf(head, HEAD_BYTES + cipher.getOutputSize(secret.length));
            cipher.doFinal(secret, 0, secret.length, sealed, HEAD_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot do AES-256-GCM", e);
        }
    }

    /** Throws IllegalStateException when the bytes were changed or sealed under another master key. */
    public byte[] open(byte[] sealed) {
        if (sealed.length < HEAD_BYTES + TAG_BITS / 8 || sealed[0] != FORM) {
            throw new IllegalStateException("not a sealed secret: " + sealed.length + " bytes of an unknown form");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, sealed).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "a sealed secret does not open: it was changed, or sealed under another master key;"
                            + " restore the SERAI_MASTER_KEY or <data>/secrets/master.key it was sealed with",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot do AES-256-GCM", e);
        }
    }

    /**
     * A keyed hash (HMAC-SHA256, lower hex) by which sealed values can be looked for without being opened: equal for equal
     * texts, and of no use without the master key. Each purpose has a key of its own, so that hashes of two columns cannot be
     * compared.
     */
    public String keyedHash(String purpose, String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getEncoded(), HMAC));
            var own = mac.doFinal(("keyed-hash/" + purpose).getBytes(StandardCharsets.UTF_8));
            mac.init(new SecretKeySpec(own, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The head is authenticated too, so a form cannot be passed off as another. */
    private Cipher cipher(int mode, byte[] head) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, head, 1, NONCE_BYTES));
        cipher.updateAAD(head, 0, 1);
        return cipher;
    }
}
