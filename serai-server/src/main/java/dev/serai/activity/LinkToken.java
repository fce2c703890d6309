package dev.serai.activity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an embed link carries, and all of it: which link it is, until when, and a signature over both.
 *
 * <p>Form: one byte for the form (1), two for the key's number, 16 random ones that name the link, six for the second from
 * which it is over, 32 of HMAC-SHA256. 57 bytes are 76 characters of Base64 without a spare bit, so a text that differs
 * anywhere is another token.
 */
record LinkToken(int key, byte[] id, Instant until, byte[] signature) {
    static final int ID_BYTES = 16;

    private static final byte FORM = 1;
    private static final int UNTIL_BYTES = 6;
    private static final int HEAD_BYTES = 1 + 2 + ID_BYTES + UNTIL_BYTES;
    private static final int SIGNATURE_BYTES = 32;
    private static final int CHARS = (HEAD_BYTES + SIGNATURE_BYTES) / 3 * 4;
    private static final String HMAC = "HmacSHA256";
    private static final byte[] PURPOSE = "serai embed link\n".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A link nobody can guess, over from {@code until} on, whose part of a second is dropped. */
    static LinkToken make(int key, byte[] secret, Instant until) {
        var id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        var head = head(key, id, until.getEpochSecond());
        return new LinkToken(key, id, Instant.ofEpochSecond(until.getEpochSecond()), sign(secret, head));
    }

    /** Empty for whatever cannot be one. Says nothing yet about its signature. */
    static Optional<LinkToken> read(String text) {
        if (text.length() != CHARS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != HEAD_BYTES + SIGNATURE_BYTES || bytes[0] != FORM) {
            return Optional.empty();
        }
        var from = ByteBuffer.wrap(bytes);
        from.get();
        int key = Short.toUnsignedInt(from.getShort());
        var id = new byte[ID_BYTES];
        from.get(id);
        long seconds = Short.toUnsignedLong(from.getShort()) << 32 | Integer.toUnsignedLong(from.getInt());
        var signature = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        return Optional.of(new LinkToken(key, id, Instant.ofEpochSecond(seconds), signature));
    }

    /** Compares in constant time. */
    boolean signedBy(byte[] secret) {
        return MessageDigest.isEqual(sign(secret, head(key, id, until.getEpochSecond())), signature);
    }

    String text() {
        var all = ByteBuffer.allocate(HEAD_BYTES + SIGNATURE_BYTES);
        all.put(head(key, id, until.getEpochSecond())).put(signature);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
    }

    /** Names the link where it need not be kept secret: in the page's address and in the console. Opens nothing. */
    String name() {
        return HexFormat.of().formatHex(id);
    }

    private static byte[] head(int key, byte[] id, long seconds) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(FORM)
                .putShort((short) key)
                .put(id)
                .putShort((short) (seconds >>> 32))
                .putInt((int) seconds)
                .array();
    }

    private static byte[] sign(byte[] secret, byte[] head) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update(PURPOSE);
            return mac.doFinal(head);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "LinkToken(" + name() + ", signature hidden)";
    }
}
