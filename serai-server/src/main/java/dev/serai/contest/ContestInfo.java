package dev.serai.contest;

import dev.serai.activity.ActivityCard;
import dev.serai.kernel.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a contest's {@code info} tells: its declaration in the reader's words, and from where the viewer looks. */
record ContestInfo(Contest contest) {
    ObjectNode told(ActivityCard card, Board board, Sight sight) {
        var definition = contest.definition();
        var info = Json.object();
        info.put("activity_id", contest.activityId()).put("play", card.play());
        texts(info.putObject("name"), contest.name());
        texts(info.putObject("description"), contest.description());
        var metric = info.putObject("metric");
        metric.put("id", contest.metric().id()).put("number", contest.metric().number());
        texts(metric.putObject("name"), contest.metric().name());
        var params = info.putObject("params");
        definition.given().params().forEach((name, value) -> {
            // A list of goods may have thousands of lines; how many there are is what a page needs.
            if (value.isArray()) {
                params.put(name, value.size());
            } else {
                params.set(name, value);
            }
        });
        var rules = info.putObject("rules");
        Wording.LANGUAGES.forEach(language -> rules.put(language, Wording.rules(contest, language)));
        put(info, "group", contest.groupBy());
        put(info, "brand", contest.card().brand());
        put(info, "award", contest.card().award());
        put(info, "cover", contest.card().cover());
        put(info, "thumbnail", contest.card().thumbnail());
        info.put("unit", contest.unit())
                .put("start", local(definition.start()))
                .put("end", local(definition.end()))
                .put("zone", card.zone())
                .put("state", card.state())
                .put("participants", board.rows().size())
                .put("scale", contest.metric().scale())
                .put("show_top", contest.showTop())
                .put("ranking_top", contest.rankingTop())
                .put("public", contest.open());
        sight.outlook().ifPresent(outlook -> {
            var mine = sight.mine().filter(unit -> board.place(unit).isPresent());
            info.putObject("outlook")
                    .put("level", outlook.level().word())
                    .put("unit", outlook.unit())
                    .put("me", mine.orElse(null))
                    .put("explains", mine.map(sight::explains).orElse(outlook.explains()));
        });
        new RuleText(contest).into(info);
        return info;
    }

    private static void put(ObjectNode into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private String local(Instant instant) {
        return instant.atZone(contest.definition().zone()).toOffsetDateTime().toString();
    }

    private static void texts(ObjectNode into, Map<String, String> texts) {
        texts.forEach(into::put);
    }
}
