package dev.serai.fact;

import java.util.Locale;

/** What became of one reported fact. */
public record Taken(String id, long version, Result result, String cause) {
    /** Only {@code ACCEPTED} changed anything. */
    public enum Result {
        /** Durable now; boards and grants follow. */
        ACCEPTED,
        /** The same version with the same content was accepted before. */
        DUPLICATE,
        /** A newer version was accepted before. */
        STALE,
        /** This version was accepted before with other content. */
        CONFLICT,
        /** Not of the type's form, or the app may not report it; the cause says what. */
        REFUSED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
