package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

@HouseTest
class LoadPageTest {
    @LocalServerPort
    int port;

    @Value("${serai.data}")
    Path data;

    @Autowired
    Ids ids;

    private String post(String query, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/facts/load?" + query))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Json.read(Files.readString(data.resolve("access.json")))
                                            .path("access_token")
                                            .asString())
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .strip();
        }
    }

    @Test
    void a_loaded_file_is_answered_line_by_line_and_at_last_with_its_counts() throws Exception {
        var number = Long.toString(System.nanoTime());
        var file =
                "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_match_disc,transaction_timestamp\n"
                        + "1," + ids.next() + "," + number + ",9,1,4.440892e-16,0,0,2017-06-01 00:00:00\n"
                        + "1,2,x,9,1,1,0,0,2017-06-01 00:00:00\n";
        var lines = post("type=receipt", file).lines().toList();
        assertThat(lines.getFirst()).isEqualTo("{\"rows\":2,\"taken\":2,\"facts\":2}");
        var last = Json.read(lines.getLast());
        assertThat(last.path("accepted").asInt()).isEqualTo(1);
        assertThat(last.path("refused").asInt()).isEqualTo(1);
        assertThat(last.path("warnings").asInt()).isEqualTo(1);
        assertThat(last.path("problems").get(0).path("line").asInt()).isEqualTo(3);
        assertThat(Json.read(post("type=receipt", file).lines().toList().getLast())
                        .path("duplicate")
                        .asInt())
                .isEqualTo(1);
        assertThat(Json.read(post("type=receipt&version=2", file)
                                .lines()
                                .toList()
                                .getLast())
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void the_same_rows_in_another_order_are_duplicates_and_other_rows_a_conflict() throws Exception {
        var number = Long.toString(System.nanoTime());
        var header =
                "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_match_disc,transaction_timestamp\n";
        var first = "1,2," + number + ",9,1,1.50,0,0,2017-06-01 00:00:00\n";
        var second = "1,2," + number + ",8,2,0.50,0,0,2017-06-01 00:00:00\n";
        assertThat(counted(header + first + second, "accepted")).isEqualTo(1);
        assertThat(counted(header + second + first, "duplicate")).isEqualTo(1);
        assertThat(counted(header + second + second, "conflict")).isEqualTo(1);
    }

    private int counted(String file, String result) throws IOException, InterruptedException {
        return Json.read(post("type=receipt", file).lines().toList().getLast())
                .path(result)
                .asInt();
    }

    @Test
    void a_file_that_cannot_be_read_is_answered_with_its_cause() throws Exception {
        assertThat(post("type=nothing", "a,b\n")).isEqualTo("{\"error\":\"there is no fact type nothing\"}");
    }
}
