package dev.serai.gateway.desk;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an RSA signature holds once the public key has opened it (RFC 8017 §9.2): which hash function, and the hash. So the
 * right key is known from a wrong text.
 *
 * @param hash as the JDK names it; empty where the bare hash was encrypted
 */
record RsaSeal(String hash, byte[] digest) {
    /** DER before the hash itself (RFC 8017 §9.2, note 1). */
    private static final Map<String, String> PREFIXES = Map.of(
            "MD5", "3020300c06082a864886f70d020505000410",
            "SHA-1", "3021300906052b0e03021a05000414",
            "SHA-256", "3031300d060960864801650304020105000420",
            "SHA-512", "3051300d060960864801650304020305000440");

    /** Null where it is not of this key, or not by PKCS#1 v1.5. */
    static @Nullable RsaSeal open(byte[] signature, RSAPublicKey key) {
        int length = (key.getModulus().bitLength() + 7) / 8;
        var number = new BigInteger(1, signature);
        if (signature.length != length || number.compareTo(key.getModulus()) >= 0) {
            return null;
        }
        var opened = number.modPow(key.getPublicExponent(), key.getModulus()).toByteArray();
        // 00 01 FF … FF 00 and the rest; the first zero is no digit of a number.
        if (opened.length != length - 1 || opened[0] != 1) {
            return null;
        }
        int at = 1;
        while (at < opened.length && opened[at] == (byte) 0xff) {
            at++;
        }
        if (at < 9 || at == opened.length || opened[at] != 0) {
            return null;
        }
        var rest = Arrays.copyOfRange(opened, at + 1, opened.length);
        for (var prefix : PREFIXES.entrySet()) {
            var bytes = HexFormat.of().parseHex(prefix.getValue());
            if (rest.length > bytes.length && Arrays.equals(rest, 0, bytes.length, bytes, 0, bytes.length)) {
                return new RsaSeal(prefix.getKey(), Arrays.copyOfRange(rest, bytes.length, rest.length));
            }
        }
        return new RsaSeal("", rest);
    }

    boolean isOver(byte[] text) {
        if (!hash.isEmpty()) {
            return Arrays.equals(digest, hashed(hash, text));
        }
        var hex = HexFormat.of();
        return PREFIXES.keySet().stream()
                .map(name -> hashed(name, text))
                .anyMatch(bytes -> Arrays.equals(digest, bytes)
                        || Arrays.equals(
                                digest, hex.formatHex(bytes).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private static byte[] hashed(String name, byte[] text) {
        try {
            return MessageDigest.getInstance(name).digest(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    /** Whether this is a PSS signature over the text, of SHA-256 or SHA-512 with a salt as long. */
    static boolean isPss(byte[] signature, RSAPublicKey key, byte[] text) {
        for (int bits : new int[] {256, 512}) {
            var name = "SHA-" + bits;
            try {
                var pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), bits / 8, 1));
                pss.initVerify(key);
                pss.update(text);
                if (pss.verify(signature)) {
                    return true;
                }
            } catch (GeneralSecurityException e) {
                // Not the length of this key's signatures: then it is none.
            }
        }
        return false;
    }
}
