package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.SignType;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * One app of a merchant, as the door needs it. Immutable; a change makes a new one.
 *
 * @param firstParty whether it belongs to the house itself and may speak for any user
 * @param limitPerS calls a second, and the burst
 * @param allowList addresses it may call from; empty: any
 * @param secrets shared secrets, the newest first
 * @param rsaKeys public halves of its RSA pairs, the newest first
 */
public record App(
        AppId id,
        MerchantId merchant,
        Status status,
        boolean firstParty,
        boolean legacyMd5,
        int limitPerS,
        List<AddressRange> allowList,
        List<Secret> secrets,
        List<RsaKey> rsaKeys) {

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

    /** A shared secret. Its text form tells nothing. */
    public record Secret(String value, HmacKey hmac, Validity validity, KeyUse use) {
        @Override
        public String toString() {
            return "Secret[…, " + validity + "]";
        }
    }

    public record RsaKey(PublicKey key, Validity validity, KeyUse use) {}

    /** Whether this app may sign this way at all. */
    public boolean maySign(SignType type) {
        return switch (type) {
            case MD5 -> legacyMd5 && !secrets.isEmpty();
            case HMAC_SHA256 -> !secrets.isEmpty();
            case RSA2 -> !rsaKeys.isEmpty();
        };
    }
}
