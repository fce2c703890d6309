package dev.serai.activity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * From where somebody looks at an activity: the part of the company whose people he sees by name.
 *
 * @param unit the code of that part at its level; empty with {@link Level#ALL}
 * @param explains whether he may see the documents behind the scores of his part
 * @param declared whether an app or an operator said so; otherwise nobody did, and he stands for himself alone
 */
public record Outlook(Level level, String unit, boolean explains, boolean declared) {
    /** How long a unit's code may be, in characters; the same as in facts. */
    static final int UNIT_LENGTH_MAX = 100;

    /** How much of the company it is, from one clerk up to all of it. */
    public enum Level {
        CLERK,
        STORE,
        CITY,
        REGION,
        BRAND,
        ALL;

        /** As written on the wire and in tables: {@code store}. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Level> of(String word) {
            return Arrays.stream(values())
                    .filter(level -> level.word().equals(word))
                    .findFirst();
        }

        static String words() {
            return String.join(", ", Arrays.stream(values()).map(Level::word).toList());
        }
    }

    /** A user of whom nobody said what he stands for: a clerk, if his id is a clerk's code, and no more than that. */
    public static Outlook himself(String userId) {
        return new Outlook(Level.CLERK, userId, true, false);
    }

    /** Whether {@code unit} can be a code at this level; ALL has none. */
    static boolean fits(Level level, String unit) {
        return level == Level.ALL
                ? unit.isEmpty()
                : !unit.isEmpty()
                        && unit.length() <= UNIT_LENGTH_MAX
                        && unit.chars().noneMatch(Character::isISOControl);
    }
}
