package dev.serai.openapi;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern such as {@code ^[A-Za-z0-9_-]{1,64}$}, one or more of some ASCII characters: what most identifiers are declared
 * by. A look at each character is all it takes.
 */
record Letters(BitSet allowed, int min, int max) {
    private static final Pattern FORM =
            Pattern.compile("\\^\\[([A-Za-z0-9_.:/-]+)](?:(\\+)|\\{(\\d{1,6})(,(\\d{1,6}))?})\\$");

    /** Null where the pattern says anything else. */
    static @Nullable Letters of(String pattern) {
        var form = FORM.matcher(pattern);
        if (!form.matches()) {
            return null;
        }
        var allowed = new BitSet();
        var set = form.group(1);
        for (int i = 0; i < set.length(); i++) {
            boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
            char last = set.charAt(range ? i + 2 : i);
            if (last < set.charAt(i)) {
                return null;
            }
            allowed.set(set.charAt(i), last + 1);
            i += range ? 2 : 0;
        }
        boolean plus = form.group(2) != null;
        return new Letters(
                allowed,
                plus ? 1 : count(form, 3),
                plus ? Integer.MAX_VALUE : count(form, form.group(4) == null ? 3 : 5));
    }

    private static int count(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }

    /** Whether the text is of these characters alone, and as long as it may be. */
    boolean only(String text) {
        int length = text.length();
        if (length < min || length > max) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!allowed.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
