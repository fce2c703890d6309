package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.openapi.PublicStream;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Tells a page that its activity's board has a new version: the number and since when, nothing of anybody. Whoever may see
 * the page may listen: everybody where the activity is public, otherwise its page sessions.
 */
@Component
final class EventsPage implements PublicStream {
    private static final String NAME = "board";

    private final Activities activities;
    private final ActivityPageGate gate;

    EventsPage(Activities activities, ActivityPageGate gate) {
        this.activities = activities;
        this.gate = gate;
    }

    @Override
    public String path() {
        return "/h5/events";
    }

    @Override
    public Source open(Visit visit) {
        var id = PageVisits.activityId(visit);
        var play = activities.find(id, null);
        if (!play.card().open()
                && gate.session(id, visit.query().get("embed"), visit).isEmpty()) {
            throw new Refusal(
                    SubCode.SESSION_EXPIRED,
                    "activity " + id + " tells its changes only to a user's page; open it from the app");
        }
        var changes = play.changes()
                .orElseThrow(() -> new Refusal(
                        SubCode.ACTION_UNKNOWN,
                        "activity " + id + " is a " + play.card().play() + " and has no board that changes"));
        return new Source() {
            @Override
            public Event now() {
                return event(changes.now());
            }

            @Override
            public Ear listen(Consumer<Event> hearer) {
                var ear = changes.listen(mark -> hearer.accept(event(mark)));
                return ear::close;
            }
        };
    }

    private static Event event(Changes.Mark mark) {
        var data = Json.object()
                .put("version", mark.version())
                .put("as_of", mark.asOf().toString());
        return new Event(mark.version(), NAME, data.toString());
    }
}
