package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseDownTest {
    @AfterEach
    void startAgain() {
        Postgres.start();
    }

    @Test
    void it_listens_before_the_database_does_and_works_when_that_comes() {
        String url = Postgres.emptyDatabase();
        Postgres.stop();
        try (Town town = Town.open(url, Map.of())) {
            assertThat(town.get("/health").at("/status")).isEqualTo("degraded");
            var reply = town.get("/products");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("store_unavailable");
            Postgres.start();
            town.until(() -> town.get("/products").status() == 200);
        }
    }

    @Test
    void a_stopped_database_is_a_503_and_a_started_one_has_all_it_had() {
        try (Town town = Town.ready(Map.of())) {
            String id = town.order("kept", 1).at("/id");
            Postgres.stop();
            assertThat(town.order("not kept", 1).status()).isEqualTo(503);
            assertThat(town.get("/orders/" + id).status()).isEqualTo(503);
            assertThat(town.get("/health").at("/status")).isEqualTo("degraded");
            Postgres.start();
            town.until(() -> town.get("/health").at("/status").equals("up"));
            assertThat(town.get("/orders/" + id).at("/request_key")).isEqualTo("kept");
            assertThat(town.order("kept", 1).status()).isEqualTo(200);
            assertThat(town.get("/orders").json().get("orders").size()).isEqualTo(1);
        }
    }

    @Test
    void posts_can_be_read_while_the_database_is_stopped() {
        try (Town town = Town.ready(Map.of())) {
            String listed = town.get("/posts?limit=2").at("/posts/1/id");
            String id = town.get("/posts?limit=1").at("/posts/0/id");
            String before = town.get("/posts/" + id).json().toString();
            Postgres.stop();
            assertThat(town.get("/posts/" + id).json()).hasToString(before);
            assertThat(town.get("/post?id=" + listed).status()).isEqualTo(200);
            assertThat(town.get("/posts/999999999").status()).isEqualTo(503);
        }
    }

    @Test
    void a_second_start_on_the_same_database_changes_nothing() {
        String url = Postgres.emptyDatabase();
        try (Town town = Town.open(url, Map.of())) {
            town.until(() -> town.get("/products").status() == 200);
            town.order("first life", 1);
        }
        try (Town town = Town.open(url, Map.of())) {
            town.until(() -> town.get("/products").status() == 200);
            assertThat(town.get("/orders").at("/orders/0/request_key")).isEqualTo("first life");
            assertThat(town.get("/products").json().get("products").size()).isEqualTo(40);
        }
    }
}
