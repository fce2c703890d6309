package dev.serai.order;

import dev.serai.core.CoreHttp;
import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.core.SandboxCore;
import dev.serai.kernel.Json;
import dev.serai.merchant.Sandboxes;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The core's side of orders: what we may ask it, in its words. */
@Component
final class CoreOrders {
    private static final Logger LOG = LoggerFactory.getLogger(CoreOrders.class);

    /** What the core says about one order. Only {@code Refused} is a no; {@code Unknown} says nothing at all. */
    sealed interface Word {
        record Has(CoreOrder order, JsonNode full) implements Word {}

        record HasNone() implements Word {}

        record Refused(String reason) implements Word {}

        record Unknown(String cause) implements Word {}
    }

    /** What the core says about money to be given back. Only {@code Refused} is a no. */
    sealed interface GivenBack {
        record Given(String coreRefundId) implements GivenBack {}

        record Refused(String reason) implements GivenBack {}

        record Unknown(String cause) implements GivenBack {}
    }

    private final CoreHttp live;
    private final SandboxCore sandbox;

    CoreOrders(CoreHttp live, SandboxCore sandbox) {
        this.live = live;
        this.sandbox = sandbox;
    }

    /** The core itself, or for an order of a sandbox its own; where there is none, nothing answers. */
    private CoreHttp core(Order order) {
        return Sandboxes.isSpace(order.merchant())
                ? sandbox.http().orElse((_, _, _) -> new CoreAnswer.Refused(503, "no_sandbox_core", SandboxCore.NONE))
                : live;
    }

    /** Asks for the order to be made; with the same request key any number of times, and it is made once. */
    Word place(Order order) {
        var body = Json.object().put("request_key", order.requestKey());
        body.set("items", Item.json(order.items()));
        return switch (core(order).call("POST", "/orders", body)) {
            case CoreAnswer.Done done -> read(done.body(), order);
            // Somebody made another order with our key: a fault of ours or the core's, and no answer to the question.
            case CoreAnswer.Refused(int _, String code, String reason)
            when code.equals("request_key_reused") -> {
                LOG.error("the core says the request key of order {} is reused: {}", order.orderId(), reason);
                yield new Word.Unknown(reason);
            }
            case CoreAnswer.Refused(int _, String code, String reason) -> new Word.Refused(code + ": " + reason);
            case CoreAnswer.Unknown unknown -> new Word.Unknown(unknown.cause());
        };
    }

    /** Looks the order up by the key it was placed with. */
    Word find(Order order) {
        var path = "/orders?request_key=" + encoded(order.requestKey());
        return switch (core(order).call("GET", path, null)) {
            case CoreAnswer.Done done -> found(done.body().path("orders"), order);
            // No to a question is not no to the order.
            case CoreAnswer.Refused refused -> new Word.Unknown(refused.reason());
            case CoreAnswer.Unknown unknown -> new Word.Unknown(unknown.cause());
        };
    }

    private Word found(JsonNode orders, Order order) {
        if (!orders.isArray()) {
            return new Word.Unknown("the core's answer has no orders");
        }
        for (var one : orders) {
            if (one.path("request_key").asString("").equals(order.requestKey())) {
                // A list may tell less than the order itself.
                return one.has("version") && one.has("currency")
                        ? read(one, order)
                        : get(one.path("id").asString(), order);
            }
        }
        return new Word.HasNone();
    }

    Word get(String coreOrderId, Order order) {
        return switch (core(order).call("GET", "/orders/" + encoded(coreOrderId), null)) {
            case CoreAnswer.Done done -> read(done.body(), order);
            case CoreAnswer.Refused refused -> new Word.Unknown(refused.reason());
            case CoreAnswer.Unknown unknown -> new Word.Unknown(unknown.cause());
        };
    }

    Word cancel(String coreOrderId, Order order) {
        return switch (core(order).call("POST", "/orders/" + encoded(coreOrderId) + "/cancel", Json.object())) {
            case CoreAnswer.Done done -> read(done.body(), order);
            case CoreAnswer.Refused(int _, String code, String reason) -> new Word.Refused(code + ": " + reason);
            case CoreAnswer.Unknown unknown -> new Word.Unknown(unknown.cause());
        };
    }

    /** The core takes it as paid; twice is once. */
    Word pay(String coreOrderId, Order order) {
        return switch (core(order).call("POST", "/orders/" + encoded(coreOrderId) + "/pay", Json.object())) {
            case CoreAnswer.Done done -> read(done.body(), order);
            case CoreAnswer.Refused(int _, String code, String reason) -> new Word.Refused(code + ": " + reason);
            case CoreAnswer.Unknown unknown -> new Word.Unknown(unknown.cause());
        };
    }

    /** With the same refund any number of times, and the money is given once. */
    GivenBack giveBack(Order order, Refund refund) {
        var id = order.coreOrderId();
        if (id == null) {
            return new GivenBack.Unknown("the core has no number for the order yet");
        }
        var body = Json.object()
                .put("request_key", refund.refundId())
                .put("amount", refund.amountMinor())
                .put("reason", refund.reason());
        return switch (core(order).call("POST", "/orders/" + encoded(id) + "/refunds", body)) {
            case CoreAnswer.Done done
            when done.body().path("request_key").asString("").equals(refund.refundId()) ->
                new GivenBack.Given(done.body().path("id").asString(""));
            case CoreAnswer.Done _ -> new GivenBack.Unknown("the core answered with another refund");
            case CoreAnswer.Refused(int _, String code, String reason) -> new GivenBack.Refused(code + ": " + reason);
            case CoreAnswer.Unknown unknown -> new GivenBack.Unknown(unknown.cause());
        };
    }

    /** Lists (GET) or adds (POST) an order's parcels. Nothing of it is kept here, so a silent core is a refusal. */
    JsonNode shipments(Order order, String method, @Nullable JsonNode parcel) {
        var id = order.coreOrderId();
        if (id == null) {
            throw new Refusal(
                    SubCode.ORDER_STATE,
                    "order " + order.orderId() + " is " + order.status() + "; only a paid order ships");
        }
        return switch (core(order).call(method, "/orders/" + encoded(id) + "/shipments", parcel)) {
            case CoreAnswer.Done done -> done.body();
            case CoreAnswer.Refused(int _, String code, String reason) ->
                throw new Refusal(SubCode.CORE_REFUSED, "the core refused: " + code + ", " + reason);
            case CoreAnswer.Unknown(String cause, boolean timeout) ->
                throw new Refusal(
                        timeout ? SubCode.CORE_TIMEOUT : SubCode.CORE_UNAVAILABLE,
                        "the core did not answer (" + cause
                                + "); repeat the call with the same numbers, it is done once");
        };
    }

    private static Word read(JsonNode body, Order asked) {
        try {
            var order = CoreOrder.read(body);
            return order.requestKey().equals(asked.requestKey())
                    ? new Word.Has(order, body)
                    : new Word.Unknown("the core answered with another order, " + order.id());
        } catch (IllegalArgumentException e) {
            return new Word.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
