package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CommunityTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void an_empty_database_is_filled_with_products_members_circles_and_posts() {
        assertThat(town.get("/products").json().get("products").size()).isEqualTo(40);
        assertThat(town.get("/members").json().get("members").size()).isGreaterThanOrEqualTo(20);
        assertThat(town.get("/circles").json().get("circles").size()).isEqualTo(6);
        assertThat(town.get("/posts").json().get("posts").size()).isEqualTo(33);
        for (var product : town.get("/products").json().get("products")) {
            assertThat(product.get("price").longValue()).isPositive();
            assertThat(product.get("currency").asString()).isEqualTo("CNY");
        }
    }

    @Test
    void a_post_is_the_same_by_path_and_by_query() {
        var byPath = town.get("/posts/1");
        assertThat(byPath.at("/title")).isEqualTo("番茄炒蛋到底先放蛋还是先放番茄");
        assertThat(byPath.at("/author/nickname")).isEqualTo("Alice");
        assertThat(byPath.at("/circle")).isEqualTo("kitchen");
        assertThat(byPath.at("/tags/0")).isEqualTo("家常菜");
        assertThat(town.get("/post?id=1").json()).isEqualTo(byPath.json());
    }

    @Test
    void a_missing_or_unknown_post_id_is_told_apart() {
        assertThat(town.get("/post").status()).isEqualTo(400);
        assertThat(town.get("/post?id=").status()).isEqualTo(400);
        for (String id : new String[] {"9999", "abc", "-1", "99999999999999999999"}) {
            assertThat(town.get("/post?id=" + id).status()).isEqualTo(404);
            assertThat(town.get("/post?id=" + id).code()).isEqualTo("post_unknown");
        }
    }

    @Test
    void posts_are_found_by_circle_and_tag_page_by_page() {
        var first = town.get("/posts?circle=runners&limit=2");
        assertThat(first.json().get("posts").size()).isEqualTo(2);
        var second = town.get("/posts?circle=runners&limit=2&after=" + first.at("/next"));
        assertThat(second.at("/posts/0/id")).isNotEqualTo(first.at("/posts/1/id"));
        assertThat(town.get("/posts?tag=%E8%B7%91%E6%AD%A5").json().get("posts").size())
                .isEqualTo(4);
    }

    @Test
    void a_post_and_its_comment_come_back_as_they_were_written() {
        var post = town.post("/posts", """
                {"author_id":"u1002","circle":"deals","title":"半价 '; drop table post; --","body":"<script>🦊</script>",
                 "tags":["好价"]}""");
        assertThat(post.status()).isEqualTo(201);
        assertThat(post.at("/title")).isEqualTo("半价 '; drop table post; --");
        assertThat(post.at("/body")).isEqualTo("<script>🦊</script>");
        String path = "/posts/" + post.at("/id");
        assertThat(town.post(path + "/comments", "{\"author_id\":\"u1003\",\"body\":\"好\"}")
                        .at("/author/nickname"))
                .isEqualTo("晨晨");
        assertThat(town.get(path).at("/comments")).isEqualTo("1");
        assertThat(town.get(path + "/comments").at("/comments/0/body")).isEqualTo("好");
        assertThat(town.post("/posts", "{\"author_id\":\"u9\",\"circle\":\"deals\",\"title\":\"a\",\"body\":\"b\"}")
                        .code())
                .isEqualTo("member_unknown");
    }

    @Test
    void a_member_has_badges_and_friends_who_are_friends_back() {
        assertThat(town.get("/members/u1001").at("/name")).isEqualTo("林爱丽");
        assertThat(town.get("/member?id=u1001").json())
                .isEqualTo(town.get("/members/u1001").json());
        assertThat(town.get("/members/u1001").text()).doesNotContain("pbkdf2").doesNotContain("login");
        assertThat(town.get("/members/u1001/badges").json().get("badges").size())
                .isPositive();
        String friend = town.get("/members/u1001/friends").at("/friends/0/id");
        assertThat(town.get("/members/" + friend + "/friends").text()).contains("\"u1001\"");
        assertThat(town.get("/members/u9/friends").code()).isEqualTo("member_unknown");
    }

    @Test
    void a_login_needs_its_own_password() {
        for (String[] user : new String[][] {{"alice", "1001"}, {"bob", "1002"}, {"chen", "1003"}, {"dora", "1004"}}) {
            assertThat(login(user[0], "plaza-" + user[1]).at("/member_id")).isEqualTo("u" + user[1]);
        }
        for (String[] wrong : new String[][] {{"alice", "plaza-1002"}, {"nobody", "plaza-1001"}, {"alice", "x"}}) {
            assertThat(login(wrong[0], wrong[1]).status()).isEqualTo(401);
            assertThat(login(wrong[0], wrong[1]).code()).isEqualTo("login_failed");
        }
    }

    @Test
    void a_changed_price_is_found_by_its_time_and_leaves_old_orders_alone() {
        String id = town.order("old price", 1).at("/id");
        String before = town.get("/products/1082185").at("/changed_at");
        var changed = town.post("/products/1082185", "{\"price\":123}");
        assertThat(changed.at("/price")).isEqualTo("123");
        var found = town.get("/products?changed_since=" + changed.at("/changed_at"));
        assertThat(found.json().get("products").size()).isEqualTo(1);
        assertThat(town.get("/products?changed_since=" + before)
                        .json()
                        .get("products")
                        .size())
                .isEqualTo(40);
        assertThat(town.get("/orders/" + id).at("/amount")).isEqualTo("91");
        assertThat(town.get("/products?changed_since=yesterday").status()).isEqualTo(400);
    }

    private static Town.Reply login(String login, String password) {
        return town.post("/login", "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}");
    }
}
