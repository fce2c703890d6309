package dev.serai.push;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantScope;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a merchant may ask of push, as declared in {@code declarations/openapi/push.yaml}. */
@Configuration(proxyBeanMethods = false)
class PushMethods {
    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_MAX = 200;

    private record Method(String name, Function<ApiCall, JsonNode> work) implements ApiMethod {
        @Override
        public JsonNode answer(ApiCall call) {
            return work.apply(call);
        }
    }

    @Bean
    ApiMethod subscribe(Subscriptions subscriptions, EventTypes types, Addresses addresses, Numbering numbering) {
        return new Method("push.subscribe", call -> {
            var url = required(call, "url");
            check(ReceiverUrl.parse(url), addresses);
            var wanted = types.parse(required(call, "types"));
            // What was committed before is numbered without the new one: it hears of what happens from now on.
            MerchantScope.asHouse(numbering::step);
            var secret = WebhookSecret.make();
            var id = subscriptions.add(call.merchant(), call.app(), url, wanted, secret);
            return Json.object().put("subscription_id", id).put("secret", secret.forReceiver());
        });
    }

    @Bean
    ApiMethod listSubscriptions(Subscriptions subscriptions) {
        return new Method("push.list_subscriptions", call -> {
            var answer = Json.object();
            var list = answer.putArray("subscriptions");
            for (var one : subscriptions.of(call.merchant())) {
                list.addObject()
                        .put("subscription_id", one.id())
                        .put("url", one.url())
                        .put("types", one.types())
                        .put("state", one.state())
                        .put("last_seq", one.lastSeq())
                        .put("created_at", one.createdAt().toString());
            }
            return answer;
        });
    }

    @Bean
    ApiMethod unsubscribe(Subscriptions subscriptions) {
        return new Method("push.unsubscribe", call -> {
            var id = required(call, "subscription_id");
            subscriptions.end(call.merchant(), id);
            return Json.object().put("subscription_id", id);
        });
    }

    @Bean
    ApiMethod listEvents(Journal journal) {
        return new Method("push.list_events", call -> {
            var page = journal.events(call.merchant(), required(call, "subscription_id"), after(call), limit(call));
            var answer = Json.object();
            var list = answer.putArray("events");
            for (var event : page.items()) {
                list.addObject()
                        .put("seq", event.seq())
                        .put("prev", event.seq() - 1)
                        .put("id", event.id())
                        .put("type", event.type())
                        .put("body", event.body());
            }
            return next(answer, page.more() ? page.items().getLast().seq() : null);
        });
    }

    @Bean
    ApiMethod listAttempts(Journal journal) {
        return new Method("push.list_attempts", call -> {
            var page = journal.attempts(call.merchant(), required(call, "subscription_id"), after(call), limit(call));
            var answer = Json.object();
            var list = answer.putArray("attempts");
            for (var tried : page.items()) {
                list.addObject()
                        .put("seq", tried.seq())
                        .put("id", tried.eventId())
                        .put("attempt", tried.no())
                        .put("at", tried.at().toString())
                        .put("status", tried.status())
                        .put("duration_ms", tried.durationMs())
                        .put("cause", tried.cause())
                        .put("next_at", text(tried.nextAt()));
            }
            return next(answer, page.more() ? page.items().getLast().id() : null);
        });
    }

    /** Pass it as {@code after}; null when there is nothing more now. */
    private static ObjectNode next(ObjectNode answer, @Nullable Long next) {
        return answer.put("next", next);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static void check(ReceiverUrl url, Addresses addresses) {
        try {
            url.resolve(addresses);
        } catch (ReceiverUrl.ForbiddenAddress e) {
            throw new Refusal(SubCode.PARAM_INVALID, e.getMessage() + "; give one the internet can reach");
        } catch (UnknownHostException e) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "the url's host " + url.host() + " does not resolve; give one that does");
        }
    }

    private static String required(ApiCall call, String name) {
        var value = call.text(name);
        if (value == null || value.isBlank()) {
            throw new Refusal(SubCode.PARAM_MISSING, name + " is absent or empty; send it");
        }
        return value;
    }

    private static long after(ApiCall call) {
        long after = call.integer("after", 0);
        if (after < 0) {
            throw new Refusal(SubCode.PARAM_INVALID, "after must be at least 0, was " + after);
        }
        return after;
    }

    private static int limit(ApiCall call) {
        long limit = call.integer("limit", PAGE_DEFAULT);
        if (limit < 1 || limit > PAGE_MAX) {
            throw new Refusal(SubCode.PARAM_INVALID, "limit must be 1 to " + PAGE_MAX + ", was " + limit);
        }
        return (int) limit;
    }
}
