package dev.serai.openapi;

import dev.serai.kernel.Json;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The first signed call of every developer: proves network, key and canonical text. */
@Component
class SeraiPing implements ApiMethod {
    @Override
    public String name() {
        return "serai.ping";
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public JsonNode answer(ApiCall call) {
        return Json.object().put("app_id", call.app().value());
    }
}
