package dev.serai.campaign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a bargain by its content: the same bargain in a later revision of the file has the same key. */
final class RuleKey {
    private static final int SIZE_BYTES = 8;

    private RuleKey() {}

    static String of(Campaign.Threshold threshold, Campaign.Incentive incentive, String currency) {
        var text = String.join(
                "\n",
                threshold.every().toString(),
                threshold.of().toString(),
                Boolean.toString(threshold.carry()),
                incentive.id(),
                incentive.kind(),
                incentive.pool(),
                Long.toString(incentive.costMinor()),
                currency);
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, SIZE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
