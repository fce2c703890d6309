package dev.serai.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** The {@code Content-Digest} field (RFC 9530): what binds a body to the fields that a signature covers. */
public final class ContentDigest {
    private static final Map<String, String> KNOWN = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

    private ContentDigest() {}

    /** The field for this body, by SHA-256. */
    public static String of(byte[] body) {
        return "sha-256=:" + StructuredField.Bytes.of(digest("SHA-256", body)).base64() + ":";
    }

    /**
     * Whether every digest in the field that we know is this body's, and there is at least one. Digests by algorithms we
     * don't know, or that are broken (RFC 9530 §5), prove nothing and are passed over.
     *
     * @throws MalformedMessage if the field cannot be read
     */
    public static boolean fits(String field, byte[] body) {
        boolean proven = false;
        for (var entry : StructuredField.dictionary(field).entrySet()) {
            var algorithm = KNOWN.get(entry.getKey());
            if (algorithm == null) {
                continue;
            }
            if (!(entry.getValue() instanceof StructuredField.Item item)
                    || !(item.value() instanceof StructuredField.Bytes found)) {
                throw new MalformedMessage(
                        "Content-Digest holds something else than bytes (:Base64:) for " + entry.getKey());
            }
            if (!MessageDigest.isEqual(digest(algorithm, body), found.bytes())) {
                return false;
            }
            proven = true;
        }
        return proven;
    }

    private static byte[] digest(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
