package dev.serai.activity;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an activity is about: a campaign or a contest, compiled from its declaration. Immutable. */
public interface Play {
    ActivityCard card();

    /** The actions this activity answers; any other is unknown here. */
    Set<String> actions();

    /**
     * Answers one action after the common checks (known, running or ended, the user where one is needed).
     *
     * @param args one JSON object
     * @throws dev.serai.protocol.Refusal when it cannot be done
     */
    JsonNode act(String action, ObjectNode args, Viewer viewer);

    /** Whether this action needs a known user. */
    default boolean needsUser(String action) {
        return false;
    }

    /** Whether this action only works between the card's start and end. */
    default boolean onlyWhileRunning(String action) {
        return false;
    }

    /** What lists may be filtered by besides the play, for example {@code unit} and {@code metric} of a contest. */
    default Map<String, String> traits() {
        return Map.of();
    }

    /**
     * Who looks at the activity.
     *
     * @param signed false for a page anybody may open, for a page session and for an embed link
     * @param outlook from where a page session or an embed link looks; null for everybody else
     */
    record Viewer(
            @Nullable String userId,
            boolean signed,
            boolean anonymous,
            @Nullable Outlook outlook) {
        public Viewer(@Nullable String userId, boolean signed, boolean anonymous) {
            this(userId, signed, anonymous, null);
        }
    }
}
