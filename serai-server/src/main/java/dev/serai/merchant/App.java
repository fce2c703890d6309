package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.SignType;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * One app of a merchant, as the door needs it. Immutable; a change makes a new one.
 *
 * @param firstParty whether it belongs to the house itself and may speak for any user
 * @param limitPerS calls a second, and the burst
 * @param allowList addresses it may call from; empty: any
 */
public record App(
        AppId id,
        MerchantId merchant,
        Status status,
        boolean firstParty,
        boolean legacyMd5,
        int limitPerS,
        List<AddressRange> allowList,
        Keys keys) {

    /** Only an active app's calls are served. */
    public enum Status {
        ACTIVE,
        SUSPENDED,
        CLOSED
    }

    /** What an app is for. */
    public enum Stage {
        /** Trying things out, before the merchant is live. */
        SANDBOX,
        LIVE
    }

    /** A key is used from {@code notBefore} on and no more at {@code notAfter}. */
    public record Validity(Instant notBefore, Instant notAfter) {
        public boolean holds(Instant at) {
            return !at.isBefore(notBefore) && at.isBefore(notAfter);
        }
    }

    /**
     * All keys of an app by their kind, those not yet and no longer valid too; the newest first.
     *
     * @param secrets shared secrets
     * @param rsaKeys public halves of its RSA pairs
     * @param sm2Keys public halves of its SM2 pairs
     * @param aesKeys keys that encrypt what is sent
     * @param certificates RSA public keys that calls name by their certificate
     */
    public record Keys(
            List<Secret> secrets,
            List<RsaKey> rsaKeys,
            List<Sm2Key> sm2Keys,
            List<AesKey> aesKeys,
            List<Certificate> certificates) {
        public static final Keys NONE = new Keys(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** A shared secret. Its text form tells nothing. */
    public record Secret(String value, HmacKey hmac, Validity validity, KeyUse use) {
        @Override
        public String toString() {
            return "Secret[…, " + validity + "]";
        }
    }

    public record RsaKey(PublicKey key, Validity validity, KeyUse use) {}

    public record Sm2Key(PublicKey key, Validity validity, KeyUse use) {}

    /** A key that both sides encrypt with. Its text form tells nothing. */
    public record AesKey(SecretKey key, Validity validity, KeyUse use) {
        @Override
        public String toString() {
            return "AesKey[…, " + validity + "]";
        }
    }

    /**
     * An RSA public key under a certificate.
     *
     * @param sn the number by which Alipay's clients name it
     * @param serialNo its X.509 serial number in upper hex, by which WeChat's clients name it
     */
    public record Certificate(String sn, String serialNo, PublicKey key, Validity validity, KeyUse use) {}

    public List<Secret> secrets() {
        return keys.secrets;
    }

    public List<RsaKey> rsaKeys() {
        return keys.rsaKeys;
    }

    /** Whether this app may sign this way at all. */
    public boolean maySign(SignType type) {
        return switch (type) {
            case MD5 -> legacyMd5 && !secrets().isEmpty();
            case HMAC_SHA256 -> !secrets().isEmpty();
            case RSA2 -> !rsaKeys().isEmpty();
        };
    }
}
