package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What the script of a link's page may ask: reading only, from where the link looks, of the link's activities. */
@Component
class LinkCalls {
    private static final SortedSet<String> READING =
            new TreeSet<>(java.util.Set.of("board", "explain", "history", "info", "me", "movement", "versus"));

    private final LinkVisits visits;
    private final Activities activities;

    LinkCalls(LinkVisits visits, Activities activities) {
        this.visits = visits;
        this.activities = activities;
    }

    /** {@code {action, args?, activity_id?}}; action {@code link} tells which activities there are. */
    JsonNode answer(Visit visit) {
        PageVisits.requireOwnPost(visit);
        var link = visits.required(visit);
        var body = PageVisits.body(visit);
        var action = PageVisits.text(body, "action");
        if (action.equals("link")) {
            return told(link);
        }
        if (!READING.contains(action)) {
            throw new Refusal(SubCode.ACTION_NOT_ALLOWED, "a link may only " + String.join(", ", READING));
        }
        var play = activities.find(LinkVisits.activity(link, body), null);
        var viewer = new Play.Viewer(null, false, false, link.outlook());
        return activities.handle(play, action, Args.read(body.get("args")), viewer);
    }

    /** An activity that was taken down since is left out. */
    private JsonNode told(EmbedLink link) {
        var told = Json.object()
                .put("level", link.outlook().level().word())
                .put("unit", link.outlook().unit())
                .put("explains", link.outlook().explains())
                .put("expires_at", link.expiresAt().toString());
        var list = told.putArray("activities");
        for (long id : link.activities()) {
            try {
                var card = activities.find(id, null).card();
                var name = list.addObject().put("activity_id", id).putObject("name");
                card.name().forEach(name::put);
            } catch (Refusal gone) {
                continue;
            }
        }
        return told;
    }
}
