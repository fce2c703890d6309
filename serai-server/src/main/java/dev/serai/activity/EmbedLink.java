package dev.serai.activity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signed address that opens some activities' pages without an app or a user: for a shop's television, or inside WeCom.
 *
 * @param name names it in lists and in the page's address; opens nothing by itself
 * @param label what it is for, in the words of whoever made it
 * @param activities in the order its page turns over
 * @param origin the one origin in whose frames its page may stand; null: in no frame
 * @param revokedBy null while it is good
 */
public record EmbedLink(
        String name,
        String label,
        List<Long> activities,
        Outlook outlook,
        @Nullable String origin,
        Instant expiresAt,
        String madeBy,
        Instant madeAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy) {
    /** What a link is to be. */
    public record Wanted(
            String label,
            List<Long> activities,
            Outlook.Level level,
            String unit,
            boolean explains,
            Instant expiresAt,
            @Nullable String origin) {}

    /** A new link; its address is told this once. */
    public record Made(EmbedLink link, String url) {
        @Override
        public String toString() {
            return "Made(" + link.name + ", url hidden)";
        }
    }
}
