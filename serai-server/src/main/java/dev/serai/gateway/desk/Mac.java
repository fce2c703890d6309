package dev.serai.gateway.desk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;

/** The ways in which people make a signature of a text and a secret; the first five are right somewhere. */
enum Mac {
    MD5_SECRET("md5(text + &secret= + secret)"),
    HMAC_SHA256("HMAC-SHA256"),
    HMAC_MD5("HMAC-MD5"),
    MD5_WRAPPED("md5(secret + text + secret)"),
    MD5_JOINED("md5(text + secret)"),
    MD5_KEY("md5(text + &key= + secret)"),
    MD5_BEFORE("md5(secret + text)"),
    MD5_PLAIN("md5(text)"),
    SHA256_SECRET("sha256(text + &secret= + secret)"),
    SHA256_JOINED("sha256(text + secret)"),
    SHA256_PLAIN("sha256(text)"),
    HMAC_SHA256_SECRET("HMAC-SHA256 over text + &secret= + secret"),
    HMAC_SHA1("HMAC-SHA1"),
    HMAC_SHA512("HMAC-SHA512");

    private final String words;

    Mac(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    byte[] of(byte[] text, byte[] secret) {
        var named = "&secret=".getBytes(StandardCharsets.US_ASCII);
        return switch (this) {
            case MD5_SECRET -> hash("MD5", text, named, secret);
            case MD5_WRAPPED -> hash("MD5", secret, text, secret);
            case MD5_JOINED -> hash("MD5", text, secret);
            case MD5_KEY -> hash("MD5", text, "&key=".getBytes(StandardCharsets.US_ASCII), secret);
            case MD5_BEFORE -> hash("MD5", secret, text);
            case MD5_PLAIN -> hash("MD5", text);
            case SHA256_SECRET -> hash("SHA-256", text, named, secret);
            case SHA256_JOINED -> hash("SHA-256", text, secret);
            case SHA256_PLAIN -> hash("SHA-256", text);
            case HMAC_SHA256 -> hmac("HmacSHA256", secret, text);
            case HMAC_SHA256_SECRET -> hmac("HmacSHA256", secret, text, named, secret);
            case HMAC_MD5 -> hmac("HmacMD5", secret, text);
            case HMAC_SHA1 -> hmac("HmacSHA1", secret, text);
            case HMAC_SHA512 -> hmac("HmacSHA512", secret, text);
        };
    }

    private static byte[] hash(String algorithm, byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
        try {
            var mac = javax.crypto.Mac.getInstance(algorithm);
            // The JDK takes no empty key; one zero byte is the same key (RFC 2104 pads with zeros).
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
            var all = new ByteArrayOutputStream();
            for (var part : parts) {
                all.writeBytes(part);
            }
            return mac.doFinal(all.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
