package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;

@HouseTest
class ConsoleFilesTest {
    @Autowired
    Environment environment;

    @Value("${serai.ui}")
    Path ui;

    @BeforeEach
    void built() throws IOException {
        Files.createDirectories(ui.resolve("console/assets"));
        Files.writeString(ui.resolve("console/index.html"), "<title>Serai</title>");
        Files.writeString(ui.resolve("console/favicon.svg"), "<svg/>");
        Files.writeString(ui.resolve("console/assets/index-Ab12.js"), "1");
        Files.writeString(ui.resolve("secret.txt"), "nobody's business");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var address = "http://127.0.0.1:" + environment.getProperty("local.server.port") + path;
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void every_pages_address_gives_the_one_page_there_is() throws Exception {
        for (var address : new String[] {"/", "/calls", "/activities/301/board", "/login?to=%2Fcalls"}) {
            var answer = get(address);
            assertThat(answer.statusCode()).as(address).isEqualTo(200);
            assertThat(answer.body()).contains("<title>Serai</title>");
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(t -> assertThat(t).startsWith("text/html"));
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
        }
    }

    @Test
    void a_file_with_a_hash_in_its_name_is_kept_for_good() throws Exception {
        assertThat(get("/assets/index-Ab12.js").headers().firstValue("Cache-Control"))
                .hasValue("max-age=31536000, public, immutable");
        assertThat(get("/favicon.svg").headers().firstValue("Cache-Control")).hasValue("no-cache");
    }

    @Test
    void a_file_that_is_not_there_is_not_answered_with_a_page() throws Exception {
        assertThat(get("/assets/index-gone.js").statusCode()).isEqualTo(404);
        assertThat(get("/robots.txt").statusCode()).isEqualTo(404);
        assertThat(get("/api/nothing/of/this/kind").statusCode()).isGreaterThanOrEqualTo(401);
    }

    @Test
    void nothing_outside_the_folder_is_served() throws Exception {
        for (var address :
                new String[] {"/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/..%5c..%5c..%5csecret.txt"}) {
            assertThat(get(address).body()).as(address).doesNotContain("nobody's business");
        }
    }
}
