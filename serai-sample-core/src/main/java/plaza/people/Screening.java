package plaza.people;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A first look at what somebody wrote: unwanted words are rejected, addresses of other places wait for a person. */
final class Screening {
    private static final List<String> UNWANTED = List.of("刷单", "代开发票", "赌博", "casino", "escort");
    private static final Pattern LINK =
            Pattern.compile("(?i)(https?://|www\\.)|\\b[a-z0-9-]+\\.(com|cn|net|org|io|top|xyz)\\b");

    /** {@code reason} is null for what may be shown. */
    record Verdict(Posts.Status status, @Nullable String reason) {}

    private Screening() {}

    static Verdict look(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String word : UNWANTED) {
            if (lower.contains(word)) {
                return new Verdict(Posts.Status.REJECTED, "unwanted_word");
            }
        }
        return LINK.matcher(text).find()
                ? new Verdict(Posts.Status.IN_REVIEW, "link")
                : new Verdict(Posts.Status.PUBLISHED, null);
    }
}
