package dev.serai.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A kind of personal data, and what of it may be shown. Shown is enough to recognise what one knows, not to learn it. */
public enum Sensitive {
    /** The four digits before the last four are hidden: 138****1234. Of fewer than eight digits all but the last two. */
    PHONE {
        @Override
        String shown(String text) {
            long digits = text.chars().filter(Sensitive::isDigit).count();
            return hidden(text, digits >= 8 ? digits - 8 : 0, digits >= 8 ? 4 : 2);
        }
    },
    /** The first character: 张**. */
    NAME {
        @Override
        String shown(String text) {
            return text.substring(0, text.offsetByCodePoints(0, 1)) + "**";
        }
    },
    /** The first three and the last four characters: 110***********1234. Of fewer than twelve none. */
    ID_CARD {
        @Override
        String shown(String text) {
            return ends(text, 3, 4, 12);
        }
    },
    /** The first four and the last four: 6222********1234. Of fewer than twelve none. */
    BANK_CARD {
        @Override
        String shown(String text) {
            return ends(text, 4, 4, 12);
        }
    },
    /** The first character and the domain: w***@example.com. */
    EMAIL {
        @Override
        String shown(String text) {
            int at = text.lastIndexOf('@');
            return at <= 0 ? NOTHING : text.substring(0, text.offsetByCodePoints(0, 1)) + "***" + text.substring(at);
        }
    },
    /** The first six characters, of more than twelve: 上海市浦东新****. */
    ADDRESS {
        @Override
        String shown(String text) {
            return text.codePointCount(0, text.length()) <= 12
                    ? NOTHING
                    : text.substring(0, text.offsetByCodePoints(0, 6)) + NOTHING;
        }
    },
    /** Nothing. */
    OTHER {
        @Override
        String shown(String text) {
            return NOTHING;
        }
    };

    /** What stands for something of which nothing is shown. */
    public static final String NOTHING = "****";

    /** Numbers that are phones or identity cards of the mainland by their form, wherever they stand. */
    private static final Pattern NUMBERS =
            Pattern.compile("(?<![0-9])(?:(?:(?:00)?86[ -]?)?1[3-9][0-9]{9}|(?<card>[1-9][0-9]{16}[0-9Xx]))(?![0-9])");

    private static final int PHONE_LENGTH = 11;

    abstract String shown(String text);

    /** What may be shown of it; empty stays empty. */
    public String masked(String text) {
        return text.isEmpty() ? "" : shown(text);
    }

    /** The name it has in declarations, for example {@code id_card}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Sensitive> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public static String words() {
        return Arrays.stream(values()).map(Sensitive::word).collect(Collectors.joining(", "));
    }

    /**
     * Free text without the phone and identity-card numbers that are known by their form. The last wall before logs and
     * records, for words that others wrote; whoever knows a field's kind masks it by that.
     */
    public static String scrubbed(String text) {
        int digits = 0;
        for (int i = 0; i < text.length() && digits < PHONE_LENGTH; i++) {
            digits = isDigit(text.charAt(i)) ? digits + 1 : 0;
        }
        return digits < PHONE_LENGTH
                ? text
                : NUMBERS.matcher(text)
                        .replaceAll(found -> (found.group("card") == null ? PHONE : ID_CARD).masked(found.group()));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The first digits and the last ones stay, and whatever is no digit. */
    private static String hidden(String text, long first, long last) {
        long digits = text.chars().filter(Sensitive::isDigit).count();
        var shown = new StringBuilder();
        long seen = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hides = isDigit(c) && seen >= first && seen < digits - last;
            seen += isDigit(c) ? 1 : 0;
            shown.append(hides ? '*' : c);
        }
        return digits == 0 ? NOTHING : shown.toString();
    }

    private static String ends(String text, int first, int last, int least) {
        int length = text.length();
        return length < least
                ? NOTHING
                : text.substring(0, first) + "*".repeat(length - first - last) + text.substring(length - last);
    }
}
