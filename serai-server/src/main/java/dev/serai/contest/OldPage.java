package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How the addresses kept from document 001 answer: bare lists, and our envelope where they refuse. */
final class OldPage {
    private OldPage() {}

    static PublicPage.Reply refusal(Refusal refusal, PublicPage.Visit visit) {
        var subCode = refusal.subCode();
        return reply(
                subCode.code(),
                Json.object()
                        .put("code", subCode.code())
                        .put("msg", subCode.meaning())
                        .put("sub_code", subCode.wire())
                        .put("sub_msg", refusal.explanation())
                        .put("request_id", visit.requestId()));
    }

    static PublicPage.Reply reply(int status, JsonNode body) {
        return new PublicPage.Reply(
                status,
                "application/json; charset=utf-8",
                Json.MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8),
                Map.of("cache-control", "no-cache"));
    }
}
