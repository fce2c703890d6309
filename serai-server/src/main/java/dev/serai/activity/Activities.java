package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The road from (activity id, action) to the code that answers, with the checks every activity shares. */
@Component
class Activities {
    private final List<PlaySource> sources;
    private final Clock clock;

    Activities(List<PlaySource> sources, Clock clock) {
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    List<Play> all() {
        return sources.stream().flatMap(source -> source.all().stream()).toList();
    }

    /** The activity as this app sees it; refuses an id nobody plays. */
    Play find(long activityId, @Nullable AppId app) {
        return sources.stream()
                .flatMap(source -> source.find(activityId, app).stream())
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        SubCode.ACTIVITY_UNKNOWN,
                        "there is no published activity " + activityId + "; activity.list tells those there are"));
    }

    /** Runs one action. The play's own code is reached only when every common check passed. */
    JsonNode handle(Play play, String action, ObjectNode args, Play.Viewer viewer) {
        check(play, action, viewer);
        return play.act(action, args, viewer);
    }

    /** The same answer where it can be kept, after the same checks. */
    Optional<Play.Page> page(Play play, String action, ObjectNode args, Play.Viewer viewer) {
        check(play, action, viewer);
        return play.page(action, args, viewer);
    }

    private void check(Play play, String action, Play.Viewer viewer) {
        if (!play.actions().contains(action)) {
            throw new Refusal(
                    SubCode.ACTION_UNKNOWN,
                    "activity " + play.card().id() + " has no action " + quoted(action) + "; it has "
                            + String.join(", ", new TreeSet<>(play.actions())));
        }
        if (play.needsUser(action) && viewer.userId() == null) {
            throw new Refusal(
                    SubCode.TOKEN_MISSING,
                    "action " + action + " acts for a user and the call names none; send the user's access_token, or"
                            + " user_id from a first-party app");
        }
        if (play.onlyWhileRunning(action)) {
            requireRunning(play.card());
        }
    }

    private void requireRunning(ActivityCard card) {
        var now = clock.instant();
        if (now.isBefore(card.start())) {
            throw new Refusal(
                    SubCode.ACTIVITY_ENDED,
                    "activity " + card.id() + " has not started: it runs from " + card.start() + " to " + card.end());
        }
        if (!now.isBefore(card.end())) {
            throw new Refusal(
                    SubCode.ACTIVITY_ENDED,
                    "activity " + card.id() + " has ended: it ran from " + card.start() + " to " + card.end());
        }
    }

    /** What a caller wrote, safe and short enough to repeat to him. */
    static String quoted(String found) {
        int shown = 40;
        var plain = found.replaceAll("[^\\x20-\\x7e]", "?");
        return '"' + (plain.length() > shown ? plain.substring(0, shown) + "…" : plain) + '"';
    }
}
