package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.order.CoreOrders.Word;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Shows one order: from our copy, at once and with the core stopped, and then {@code source} is {@code here}. The core is
 * asked for what we don't keep: its own view of the order ({@code detail=core}), and everything while the order is PENDING.
 * Where it answered, {@code source} is {@code core}.
 */
@Component
final class QueryOrder implements ApiMethod {
    private final Wanted wanted;
    private final OrderTable table;
    private final UnderWay underWay;
    private final Settlement settlement;
    private final CoreOrders core;
    private final Orders orders;

    QueryOrder(
            Wanted wanted, OrderTable table, UnderWay underWay, Settlement settlement, CoreOrders core, Orders orders) {
        this.wanted = wanted;
        this.table = table;
        this.underWay = underWay;
        this.settlement = settlement;
        this.core = core;
        this.orders = orders;
    }

    @Override
    public String name() {
        return "order.query_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var order = settled(wanted.find(call));
        var now = order.now();
        var id = now.coreOrderId();
        if ("core".equals(call.text("detail")) && id != null && core.get(id, now) instanceof Word.Has has) {
            var answer = orders.hear(has.order()).orElse(now).fullAnswer().put("source", "core");
            answer.set("core", has.full());
            return answer;
        }
        return now.fullAnswer().put("source", order.asked() ? "core" : "here").putNull("core");
    }

    private record Looked(Order now, boolean asked) {}

    private Looked settled(Order order) {
        if (order.status() != OrderStatus.PENDING) {
            return new Looked(order, false);
        }
        var now = underWay.await(order.orderId())
                .or(() -> table.byOrderId(order.merchant(), order.orderId()))
                .orElse(order);
        if (now.status() == OrderStatus.PENDING) {
            now = settlement.look(now);
        }
        return new Looked(now, now.status() != OrderStatus.PENDING);
    }
}
