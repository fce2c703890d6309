package dev.serai.kernel;

/** The beginning of a text that is too long to repeat; never ends in half a character. */
public final class Excerpt {
    private Excerpt() {}

    /** The whole text where it has at most {@code unitsMax} UTF-16 units, otherwise its beginning and {@code …}. */
    public static String of(String text, int unitsMax) {
        if (text.length() <= unitsMax) {
            return text;
        }
        boolean splits = unitsMax > 0
                && Character.isHighSurrogate(text.charAt(unitsMax - 1))
                && Character.isLowSurrogate(text.charAt(unitsMax));
        return text.substring(0, splits ? unitsMax - 1 : unitsMax) + "…";
    }
}
