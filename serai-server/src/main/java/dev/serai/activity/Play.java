package dev.serai.activity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    /**
     * The answer of an action as one that need not be made or sent again while its tag stays the same; empty where it must be
     * asked anew each time. Refuses what {@link #act} refuses.
     */
    default Optional<Page> page(String action, ObjectNode args, Viewer viewer) {
        return Optional.empty();
    }

    /**
     * What an action answers.
     *
     * @param tag of {@code [A-Za-z0-9-]}; another one when anything that shapes the answer is another
     * @param data the same JSON as {@link #act} gives, in UTF-8; asked only by who does not have it yet
     */
    record Page(String tag, Supplier<byte[]> data) {}

    /** What may be listened to while it changes; empty: nothing. */
    default Optional<Changes> changes() {
        return Optional.empty();
    }

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

    /** Where it stands in lists: low numbers first, then by id. */
    default int order() {
        return 0;
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
