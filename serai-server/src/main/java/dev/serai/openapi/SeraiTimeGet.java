package dev.serai.openapi;

import dev.serai.kernel.Json;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Our clock, for setting theirs. Needs no parameter and no signature. */
@Component
class SeraiTimeGet implements ApiMethod {
    /** The zone in which a timestamp without one is read: GMT+8. */
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("+08:00"));

    private final Clock clock;

    SeraiTimeGet(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "serai.time.get";
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var now = clock.instant();
        return Json.object().put("time", FORM.format(now)).put("epoch_ms", now.toEpochMilli());
    }
}
