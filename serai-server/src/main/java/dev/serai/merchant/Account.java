package dev.serai.merchant;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.serai.kernel.MerchantId;
import java.util.Locale;

/** Somebody of a merchant's who is signed in at the portal. {@code csrf} must come back with each request that changes something. */
public record Account(String login, MerchantId merchant, String name, Role role, String csrf) {
    /** What he may do for his merchant. */
    public enum Role {
        /** Everything: company data, team, keys of the live app. */
        OWNER,
        /** What developing needs: reading, and the sandbox app's keys. */
        DEVELOPER;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
