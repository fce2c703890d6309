import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Signed calls with the downloaded client; SeraiClient.java lies beside it. */
final class Sdk {
    public static void main(String[] args) throws Exception {
        Map<String, String> env = System.getenv();
        tried(SeraiClient.hmac(env.get("SERAI_DOOR"), env.get("SERAI_APP_ID"), env.get("SERAI_SECRET")));
        tried(SeraiClient.rsa2(
                env.get("SERAI_DOOR"), env.get("SERAI_APP_ID"), env.get("SERAI_PRIVATE_KEY"), env.get("SERAI_PLATFORM_KEY")));
        System.out.println("signed calls answered");
    }

    private static void tried(SeraiClient client) throws Exception {
        must(client.seraiPing(Map.of()).get("app_id").equals(System.getenv("SERAI_APP_ID")), "pinged as another");
        List<?> products = (List<?>) answered(() -> client.productList(Map.of("limit", 3))).get("products");
        Map<?, ?> product = (Map<?, ?>) products.get(0);
        must(products.size() == 3 && product.get("price") instanceof Long, "products " + products);
        String outOrderNo = "java-" + System.nanoTime();
        List<Object> items = List.of(Map.of("product_id", product.get("id"), "quantity", 2));
        Map<String, Object> order = client.orderCreateOrderV2(outOrderNo, items, Map.of());
        // PENDING by right where the core was late, and without its amount; asked for again it is the same order.
        for (long end = System.nanoTime() + 30_000_000_000L;
                order.get("status").equals("PENDING") && System.nanoTime() < end;
                order = client.orderCreateOrderV2(outOrderNo, items, Map.of())) {
            Thread.sleep(100);
        }
        must(Long.valueOf(2 * (Long) product.get("price")).equals(order.get("amount")), "order " + order);
        must(
                client.orderQueryOrder(Map.of("out_order_no", outOrderNo)).get("order_id").equals(order.get("order_id")),
                "another order");
        must(((String) answered(() -> client.contentPostGet("1", Map.of())).get("title")).startsWith("番茄"), "another post");
        try {
            answered(() -> client.contentPostGet("no such post", Map.of()));
            must(false, "it was answered");
        } catch (SeraiClient.Refusal refusal) {
            must(refusal.subCode.equals("param.invalid"), refusal.getMessage());
        }
    }

    /** What a core that stood still for the 2 s that the door waits was too late for is asked again, as that refusal says. */
    private static <T> T answered(Callable<T> ask) throws Exception {
        for (int tries = 1; ; tries++) {
            long began = System.nanoTime();
            try {
                return ask.call();
            } catch (SeraiClient.Refusal refusal) {
                boolean late = refusal.subCode.equals("core.timeout") && System.nanoTime() - began >= 2_000_000_000L;
                if (tries == 3 || !late) {
                    throw refusal;
                }
            }
        }
    }

    private static void must(boolean so, String otherwise) {
        if (!so) {
            throw new IllegalStateException(otherwise);
        }
    }
}
