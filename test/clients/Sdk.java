import java.util.List;
import java.util.Map;

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
        List<?> products = (List<?>) client.productList(Map.of("limit", 3)).get("products");
        Map<?, ?> product = (Map<?, ?>) products.get(0);
        must(products.size() == 3 && product.get("price") instanceof Long, "products " + products);
        String outOrderNo = "java-" + System.nanoTime();
        Map<String, Object> order = client.orderCreateOrderV2(
                outOrderNo, List.of(Map.of("product_id", product.get("id"), "quantity", 2)), Map.of());
        must(order.get("amount").equals(2 * (Long) product.get("price")), "order " + order);
        must(
                client.orderQueryOrder(Map.of("out_order_no", outOrderNo)).get("order_id").equals(order.get("order_id")),
                "another order");
        must(((String) client.contentPostGet("1", Map.of()).get("title")).startsWith("番茄"), "another post");
        try {
            client.contentPostGet("no such post", Map.of());
            must(false, "it was answered");
        } catch (SeraiClient.Refusal refusal) {
            must(refusal.subCode.equals("param.invalid"), refusal.getMessage());
        }
    }

    private static void must(boolean so, String otherwise) {
        if (!so) {
            throw new IllegalStateException(otherwise);
        }
    }
}
