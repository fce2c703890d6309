package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.merchant.Sandboxes;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** Embed links made by the company's own apps, for example by the server behind its WeCom pages. */
@Configuration(proxyBeanMethods = false)
class LinkMethods {
    @Bean
    ApiMethod createLink(EmbedLinks links, Clock clock) {
        return new Method("h5.link.create") {
            @Override
            JsonNode link(ApiCall call) {
                var level = Outlook.Level.of(text(call, "level"))
                        .orElseThrow(() ->
                                new Refusal(SubCode.PARAM_INVALID, "level must be one of " + Outlook.Level.words()));
                var until = clock.instant().plus(Duration.ofSeconds(call.integer("life_s", 0)));
                var wanted = new EmbedLink.Wanted(
                        text(call, "label"),
                        activities(text(call, "activities")),
                        level,
                        text(call, "unit"),
                        call.params().path("explains").booleanValue(false),
                        until,
                        text(call, "origin"));
                var made = links.makeFor(call, wanted);
                return Json.object()
                        .put("link", made.link().name())
                        .put("url", made.url())
                        .put("expires_at", made.link().expiresAt().toString());
            }
        };
    }

    @Bean
    ApiMethod revokeLink(EmbedLinks links) {
        return new Method("h5.link.revoke") {
            @Override
            JsonNode link(ApiCall call) {
                links.revokeFor(call, text(call, "link"));
                return Json.object().put("link", text(call, "link")).put("revoked", true);
            }
        };
    }

    private static String text(ApiCall call, String name) {
        var text = call.text(name);
        return text == null ? "" : text;
    }

    private static List<Long> activities(String list) {
        List<Long> ids = new ArrayList<>();
        for (var one : list.split(",", -1)) {
            if (!one.strip().matches("[1-9][0-9]{0,14}")) {
                throw new Refusal(
                        SubCode.PARAM_INVALID,
                        "activities must be numbers with commas between, like 301,302; found "
                                + Activities.quoted(list));
            }
            ids.add(Long.parseLong(one.strip()));
        }
        return ids;
    }

    /** What both share: whose apps may, and refusals in the door's own words. */
    private abstract static class Method implements ApiMethod {
        private final String name;

        Method(String name) {
            this.name = name;
        }

        abstract JsonNode link(ApiCall call);

        @Override
        public String name() {
            return name;
        }

        @Override
        public JsonNode answer(ApiCall call) {
            if (!call.firstParty() || Sandboxes.isSpace(call.merchant())) {
                throw new Refusal(
                        SubCode.ACTION_NOT_ALLOWED,
                        "only a live first-party app says who may look from where, and app " + call.app()
                                + " is none; ask the operator for a link");
            }
            return told(() -> link(call));
        }

        private static JsonNode told(Supplier<JsonNode> work) {
            try {
                return work.get();
            } catch (Refused refused) {
                throw new Refusal(
                        refused.status() == 404 ? SubCode.NOT_FOUND : SubCode.PARAM_INVALID, refused.getMessage());
            }
        }
    }
}
