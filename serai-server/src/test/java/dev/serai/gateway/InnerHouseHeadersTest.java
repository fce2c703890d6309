package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kernel.InsidePass;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of a request's and an answer's headers is passed on, seen by a house that repeats what it hears. */
@Timeout(60)
class InnerHouseHeadersTest {
    private final Vertx vertx = Vertx.vertx();
    private final InsidePass pass = new InsidePass();
    private final InnerAddress address = new InnerAddress("127.0.0.1");
    private int port;

    @BeforeEach
    void a_door_and_a_house() throws Exception {
        var house = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Keep-Alive", "timeout=9")
                        .putHeader("X-Kept", "yes")
                        .end(request.headers().entries().stream()
                                .map(e -> e.getKey().toLowerCase(Locale.ROOT) + ": " + e.getValue() + "\n")
                                .collect(Collectors.joining())))
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        address.at(house.actualPort());
        var inner = new InnerHouse(vertx, address, pass, new ClientAddress("", "X-Forwarded-For"));
        port = vertx.createHttpServer()
                .requestHandler(request -> inner.pass(request, "/portal/api/me"))
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private String get(String headers) throws Exception {
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000); // JUnit's time limit cannot interrupt a read
            socket.getOutputStream()
                    .write(("GET /portal/api/me?a=b HTTP/1.1\r\nHost: shop.example:8080\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return whole(socket.getInputStream());
        }
    }

    /** One answer with a Content-Length: the connection itself may stay open. */
    private static String whole(java.io.InputStream in) throws java.io.IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return head.toString();
            }
            head.append((char) read);
        }
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head.toString()).isTrue();
        return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    }

    @Test
    void what_is_about_one_connection_ends_with_it() throws Exception {
        var heard = get("Connection: close, X-Hop, Host\r\nX-Hop: 1\r\nTE: trailers\r\nX-Other: 2\r\n");
        assertThat(heard)
                .contains("x-other: 2")
                .contains("host: shop.example:8080")
                .containsIgnoringCase("x-kept: yes")
                .doesNotContain("x-hop: 1", "te: trailers")
                .doesNotContainIgnoringCase("timeout=9");
    }

    @Test
    void cookies_of_the_staff_stay_out() throws Exception {
        var heard = get("Connection: close\r\nCookie: SERAI_SESSION=s; SERAI_PORTAL=p; other=o\r\n");
        assertThat(heard).contains("cookie: SERAI_PORTAL=p\n").doesNotContain("SERAI_SESSION", "other=o");
    }

    @Test
    void only_the_door_says_where_it_came_from() throws Exception {
        var heard = get("Connection: close\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: evil.example\r\n"
                + "Forwarded: for=203.0.113.9\r\nserai-inside-client: 203.0.113.9\r\nSERAI-INSIDE-PASS: x\r\n");
        assertThat(heard.toLowerCase(Locale.ROOT))
                .contains("serai-inside-client: 127.0.0.1\n")
                .contains(("serai-inside-pass: " + pass.secret() + "\n").toLowerCase(Locale.ROOT))
                .doesNotContain("203.0.113.9", "evil.example", "serai-inside-pass: x\n");
    }

    @Test
    void a_house_that_does_not_listen_is_told_as_such() throws Exception {
        for (int closed : new int[] {0, 1}) {
            address.at(closed);
            var answer = HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/portal/api/me"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("house.unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        }
    }
}
