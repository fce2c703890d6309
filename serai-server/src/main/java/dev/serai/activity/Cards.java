package dev.serai.activity;

import dev.serai.kernel.Json;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ObjectNode;

/** A card on the wire. */
final class Cards {
    private Cards() {}

    static ObjectNode json(Play play) {
        var card = play.card();
        var zone = ZoneId.of(card.zone());
        var json = Json.object()
                .put("activity_id", card.id())
                .put("play", card.play())
                .put("state", card.state())
                .put(
                        "start",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                card.start().atZone(zone)))
                .put(
                        "end",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(card.end().atZone(zone)))
                .put("zone", card.zone())
                .put("public", card.open());
        var name = json.putObject("name");
        card.name().forEach(name::put);
        play.traits().forEach(json::put);
        return json;
    }
}
