package dev.serai.push;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Applications;
import dev.serai.merchant.ChangeKind;
import dev.serai.merchant.Sandboxes;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Where a merchant's notifications go, as one value: all his subscriptions with their URLs and types. */
@Component
class NotifyAddresses implements ChangeKind {
    private final JdbcClient db;
    private final Subscriptions subscriptions;
    private final EventTypes types;
    private final Addresses addresses;
    private final Lines lines;
    private final Clock clock;

    NotifyAddresses(
            JdbcClient db,
            Subscriptions subscriptions,
            EventTypes types,
            Addresses addresses,
            Lines lines,
            Clock clock) {
        this.db = db;
        this.subscriptions = subscriptions;
        this.types = types;
        this.addresses = addresses;
        this.lines = lines;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "notify_addresses";
    }

    @Override
    public Applications.Title title() {
        return new Applications.Title("通知地址", "Notify addresses");
    }

    @Override
    public JsonNode now(MerchantId merchant) {
        var value = Json.MAPPER.createArrayNode();
        for (var one : subscriptions.ofBothSpaces(merchant)) {
            value.addObject()
                    .put("subscription_id", one.id())
                    .put("url", one.url())
                    .put("types", one.types());
        }
        return value;
    }

    @Override
    public JsonNode checked(MerchantId merchant, JsonNode wanted) {
        var known = new HashMap<String, String>();
        subscriptions.ofBothSpaces(merchant).forEach(one -> known.put(one.id(), one.url()));
        var named = new HashSet<String>();
        var checked = Json.MAPPER.createArrayNode();
        // In the order of now(), so that equal values are equal texts.
        for (var one : subscriptions.ofBothSpaces(merchant)) {
            var line = find(wanted, one.id());
            named.add(one.id());
            var url = line.path("url").asString("");
            if (!url.equals(known.get(one.id()))) {
                reachable(url);
            }
            checked.addObject()
                    .put("subscription_id", one.id())
                    .put("url", url)
                    .put("types", parsed(line.path("types").asString("")));
        }
        if (!wanted.isArray() || wanted.size() != named.size()) {
            throw Refused.invalid("after must be a list of {subscription_id, url, types} naming each of your "
                    + named.size() + " subscriptions once; push.subscribe and push.unsubscribe make and end them");
        }
        return checked;
    }

    private static JsonNode find(JsonNode wanted, String id) {
        for (var line : wanted) {
            if (line.path("subscription_id").asString("").equals(id)) {
                return line;
            }
        }
        throw Refused.invalid("after leaves out the subscription " + id + "; name every one, changed or not");
    }

    private String parsed(String list) {
        try {
            return types.parse(list);
        } catch (Refusal e) {
            throw Refused.invalid(e.explanation());
        }
    }

    private void reachable(String url) {
        try {
            ReceiverUrl.parse(url).resolve(addresses);
        } catch (Refusal e) {
            throw Refused.invalid(e.explanation());
        } catch (ReceiverUrl.ForbiddenAddress e) {
            throw Refused.invalid(e.getMessage() + "; give one the internet can reach");
        } catch (UnknownHostException e) {
            throw Refused.invalid("the host of " + Excerpt.of(url, 100) + " does not resolve; give one that does");
        }
    }

    /**
     * What waits is sent to the new address from the next attempt on; a receiver that was gone is tried again, with all it
     * has not got.
     */
    @Override
    public void apply(MerchantId merchant, JsonNode value, Actor by) {
        for (var line : value) {
            var id = line.path("subscription_id").asString();
            int there = db.sql("""
                    UPDATE push.subscription SET types = :types,
                      state = CASE WHEN url <> :url AND state = 'gone' THEN 'active' ELSE state END, url = :url
                    WHERE id = :id AND merchant IN (:merchant, :sandbox) AND state <> 'ended'""")
                    .param("types", line.path("types").asString())
                    .param("url", line.path("url").asString())
                    .param("id", id)
                    .param("merchant", merchant.value())
                    .param("sandbox", Sandboxes.spaceOf(merchant).value())
                    .update();
            if (there == 1) {
                lines.standUp(id, clock.instant());
            }
        }
    }
}
