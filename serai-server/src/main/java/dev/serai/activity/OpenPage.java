package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What anybody may see of an activity that is declared public: what it is and its board, nicknames only. */
@Component
final class OpenPage implements PublicPage {
    /** Actions that tell nothing of a single user. */
    private static final Set<String> OPEN_ACTIONS =
            Set.of("info", "board", "movement", "versus", "publications", "view");

    private final Activities activities;

    OpenPage(Activities activities) {
        this.activities = activities;
    }

    @Override
    public String path() {
        return "/h5/public";
    }

    @Override
    public Reply answer(Visit visit) {
        try {
            if (!"GET".equals(visit.method())) {
                throw new Refusal(SubCode.HTTP_METHOD, "only GET is served here, found " + visit.method());
            }
            var play = activities.find(PageVisits.activityId(visit), null);
            var action = visit.query().getOrDefault("action", "info");
            if (!play.card().open() || !OPEN_ACTIONS.contains(action)) {
                throw new Refusal(
                        SubCode.SESSION_EXPIRED,
                        "activity " + play.card().id() + " shows " + Activities.quoted(action)
                                + " only to a user's page; open it from the app");
            }
            var sent = visit.query().get("args");
            var args =
                    Args.read(sent == null ? null : Json.MAPPER.getNodeFactory().stringNode(sent));
            var stranger = new Play.Viewer(null, false, true);
            var page = activities.page(play, action, args, stranger);
            return page.isPresent()
                    ? PageReplies.kept(page.get(), visit)
                    : PageReplies.ok(activities.handle(play, action, args, stranger), visit.requestId());
        } catch (Refusal refusal) {
            return PageReplies.refused(refusal, visit.requestId());
        }
    }
}
