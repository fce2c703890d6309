package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The published activities, as cards. */
@Component
final class ListActivities implements ApiMethod {
    /** More cards than this are not told in one answer; filter instead. */
    static final int CARDS_MAX = 500;

    private final Activities activities;

    ListActivities(Activities activities) {
        this.activities = activities;
    }

    @Override
    public String name() {
        return "activity.list";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var answer = Json.object();
        var cards = answer.putArray("activities");
        activities.all().stream()
                .filter(play -> asked(call, "play", play.card().play()))
                .filter(play -> asked(call, "state", play.card().state()))
                .filter(play -> List.of("unit", "metric", "brand").stream()
                        .allMatch(trait -> asked(call, trait, play.traits().getOrDefault(trait, ""))))
                .sorted(Comparator.comparingInt(Play::order)
                        .thenComparingLong(play -> play.card().id()))
                .limit(CARDS_MAX)
                .forEach(play -> cards.add(Cards.json(play)));
        return answer;
    }

    private static boolean asked(ApiCall call, String name, String actual) {
        var wanted = call.text(name);
        return wanted == null || wanted.isEmpty() || wanted.equals(actual);
    }
}
