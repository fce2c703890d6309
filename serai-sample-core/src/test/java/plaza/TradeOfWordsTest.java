package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TradeOfWordsTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Town.Reply publish(String key, String body) {
        return town.post(
                "/posts",
                "{\"request_key\":\"" + key
                        + "\",\"author_id\":\"u1002\",\"circle\":\"deals\",\"title\":\"t\",\"body\":\"" + body + "\"}");
    }

    @Test
    void a_clean_post_is_shown_a_link_waits_and_an_unwanted_word_is_rejected() {
        assertThat(publish("clean", "今天的好价").at("/status")).isEqualTo("PUBLISHED");
        var link = publish("link", "看 https://example.org");
        assertThat(link.at("/status")).isEqualTo("IN_REVIEW");
        assertThat(link.at("/reason")).isEqualTo("link");
        var spam = publish("spam", "online CASINO");
        assertThat(spam.at("/status")).isEqualTo("REJECTED");
        assertThat(town.get("/posts/" + link.at("/id")).status()).isEqualTo(404);
        assertThat(town.get("/posts?limit=500").text())
                .doesNotContain("example.org")
                .doesNotContain("CASINO");
    }

    @Test
    void a_post_looked_at_late_is_not_missed_by_who_pages_on() {
        var waiting = publish("late", "www.example.com");
        publish("early", "早");
        String cursor = town.get("/posts?limit=500").at("/cursor");
        assertThat(town.get("/posts?after=" + cursor).json().get("posts").size())
                .isZero();
        String review = "/posts/" + waiting.at("/id") + "/review";
        assertThat(town.post(review, "{\"status\":\"PUBLISHED\"}").at("/status"))
                .isEqualTo("PUBLISHED");
        var page = town.get("/posts?after=" + cursor);
        assertThat(page.at("/posts/0/id")).isEqualTo(waiting.at("/id"));
        assertThat(town.post(review, "{\"status\":\"REJECTED\"}").code()).isEqualTo("reviewed_already");
        assertThat(town.get(review + "?author_id=u1002").at("/status")).isEqualTo("PUBLISHED");
        assertThat(town.get(review + "?author_id=u1001").status()).isEqualTo(404);
    }

    @Test
    void a_repeated_write_is_done_once_and_a_key_stands_for_one_content() {
        var first = publish("once", "一次");
        var again = publish("once", "一次");
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("/id")).isEqualTo(first.at("/id"));
        assertThat(publish("once", "两次").code()).isEqualTo("request_key_reused");
        String comments = "/posts/" + first.at("/id") + "/comments";
        String comment = "{\"request_key\":\"c1\",\"author_id\":\"u1001\",\"body\":\"好\"}";
        assertThat(town.post(comments, comment).at("/id"))
                .isEqualTo(town.post(comments, comment).at("/id"));
        assertThat(town.post(comments, comment.replace("好", "坏")).code()).isEqualTo("request_key_reused");
        assertThat(town.post(comments, comment.replace("好", "casino").replace("c1", "c2"))
                        .code())
                .isEqualTo("comment_refused");
    }

    @Test
    void liking_twice_counts_once() {
        long before = town.get("/posts/2").json().get("likes").longValue();
        String who = "{\"member_id\":\"u1009\"}";
        town.post("/posts/2/like", who);
        assertThat(town.post("/posts/2/like", who).json().get("likes").longValue())
                .isEqualTo(before + 1);
        town.post("/posts/2/unlike", who);
        assertThat(town.post("/posts/2/unlike", who).json().get("likes").longValue())
                .isEqualTo(before);
    }

    @Test
    void a_paid_post_is_read_whole_by_its_buyer_only_and_paid_once() {
        var paid = town.get("/posts?paid=true").json().get("posts").get(0);
        String id = paid.get("id").asString();
        long price = paid.get("price").longValue();
        assertThat(paid.get("locked").booleanValue()).isTrue();
        String whole = "青团";
        assertThat(paid.get("body").asString()).doesNotContain(whole);
        assertThat(town.get("/posts/" + id + "/read?member_id=u1003").at("/body"))
                .doesNotContain(whole);
        String buy = "{\"request_key\":\"b1\",\"member_id\":\"u1003\",\"amount\":" + price + "}";
        assertThat(town.post("/posts/" + id + "/buy", buy.replace(":" + price, ":1"))
                        .code())
                .isEqualTo("price_changed");
        var bought = town.post("/posts/" + id + "/buy", buy);
        assertThat(bought.status()).isEqualTo(201);
        assertThat(town.post("/posts/" + id + "/buy", buy).status()).isEqualTo(200);
        assertThat(town.post("/posts/" + id + "/buy", buy.replace("b1", "b2")).at("/purchase_id"))
                .isEqualTo(bought.at("/purchase_id"));
        assertThat(town.get("/posts/" + id + "/read?member_id=u1003").at("/body"))
                .contains(whole);
        assertThat(town.get("/posts/" + id).at("/body")).doesNotContain(whole);
        assertThat(town.get("/members/u1003/purchases").json().get("purchases").size())
                .isEqualTo(1);
        assertThat(town.post("/posts/1/buy", buy.replace("b1", "b3")).code()).isEqualTo("post_free");
    }

    @Test
    void circles_are_joined_and_left_once() {
        String who = "{\"member_id\":\"u1001\"}";
        town.post("/circles/readers/leave", who);
        var joined = town.post("/circles/readers/join", who);
        assertThat(town.post("/circles/readers/join", who).json().get("members"))
                .isEqualTo(joined.json().get("members"));
        assertThat(town.get("/members/u1001/circles").text()).contains("readers");
        assertThat(town.post("/circles/nowhere/join", who).status()).isEqualTo(404);
    }

    @Test
    void a_full_product_page_tells_from_when_to_ask_again() {
        var first = town.get("/products");
        String since = "?changed_since=" + java.time.Instant.now().plusSeconds(3600);
        assertThat(first.at("/as_of")).endsWith("Z");
        assertThat(town.get("/products" + since).json().get("products").size()).isZero();
        assertThat(town.get("/product?id=1082185").at("/name")).isEqualTo("Bananas");
    }
}
