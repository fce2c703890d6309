package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What a page gets of a board over HTTP: once, again, and as it happens. */
@HouseTest
@Timeout(120)
class BoardAtTheDoorTest {
    private static final AtomicLong RECEIPTS = new AtomicLong();

    @Autowired
    Stage stage;

    @Autowired
    DoorAddress door;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();
    private String prefix = "";

    @BeforeEach
    void prepare() {
        prefix = stage.prefix();
    }

    private long contest(boolean open) {
        return stage.contest(
                "sales_amount",
                "store",
                Stage.MARCH + "\npublic: " + open + "\nroster: {units: [" + prefix + "A, " + prefix + "B]}");
    }

    private void sell(String store, long paid) {
        stage.report(Stage.fact(
                "receipt",
                prefix + RECEIPTS.incrementAndGet(),
                1,
                "2015-03-10T10:00:00Z",
                "{\"store_id\":\"" + prefix + store + "\",\"clerk_id\":\"c\",\"lines\":[{\"product_id\":\"P\","
                        + "\"quantity\":1,\"paid\":" + paid + ",\"list\":" + paid + "}]}"));
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        var text = new StringBuilder();
        new TreeMap<>(query)
                .forEach((name, value) -> text.append(text.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return HttpRequest.newBuilder(URI.create(door.url() + path + text)).timeout(Duration.ofSeconds(60));
    }

    private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> board(long id, String args, String known) {
        var request = request("/h5/public", Map.of("activity_id", Long.toString(id), "action", "board", "args", args));
        if (!known.isEmpty()) {
            request.header("If-None-Match", known);
        }
        return sent(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode data(HttpResponse<String> answer) {
        return Json.read(answer.body()).path("data");
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElse("");
    }

    private HttpResponse<String> until(long id, String score) {
        var seen = new AtomicReference<HttpResponse<String>>();
        Eventually.is(
                () -> {
                    seen.set(board(id, "{}", ""));
                    return data(seen.get()).at("/rows/0/score").asString();
                },
                score);
        return seen.get();
    }

    @Test
    void who_has_the_board_is_told_so_until_it_changes() {
        long id = contest(true);
        stage.settled(id);
        sell("A", 250);
        var first = until(id, "2.50");
        var tag = etag(first);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(tag)
                .startsWith("W/\"" + id + "-" + data(first).path("version").asLong() + "-");
        for (var known : new String[] {tag, "\"x\", " + tag, tag.substring(2), "*"}) {
            var again = board(id, "{}", known);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(etag(again)).isEqualTo(tag);
        }
        // Another page of the same board is another page.
        assertThat(board(id, "{\"limit\":1}", tag).statusCode()).isEqualTo(200);
        sell("B", 251);
        var later = until(id, "2.51");
        assertThat(etag(later)).isNotEqualTo(tag);
        assertThat(board(id, "{}", tag).body()).isNotEmpty();
        // What is refused has no tag.
        var refused = board(id, "{\"limit\":0}", "*");
        assertThat(refused.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(etag(refused)).isEmpty();
    }

    /** An open stream, read line by line. */
    private static final class Listener implements AutoCloseable {
        private final Stream<String> lines;
        private final Iterator<String> next;

        Listener(HttpResponse<Stream<String>> answer) {
            this.lines = answer.body();
            this.next = lines.iterator();
        }

        /** The next event's fields. */
        Map<String, String> event() {
            Map<String, String> fields = new TreeMap<>();
            while (true) {
                var line = next.next();
                if (line.isEmpty()) {
                    if (fields.containsKey("data")) {
                        return fields;
                    }
                    fields.clear();
                } else if (!line.startsWith(":")) {
                    int colon = line.indexOf(": ");
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        }

        @Override
        public void close() {
            lines.close();
        }
    }

    private HttpResponse<Stream<String>> events(long id, String lastEventId) {
        var request = request("/h5/events", Map.of("activity_id", Long.toString(id)));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return sent(request.build(), BodyHandlers.ofLines());
    }

    @Test
    void a_new_version_is_told_by_its_number_alone() {
        long id = contest(true);
        stage.settled(id);
        var answer = events(id, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(answer.headers().firstValue("x-accel-buffering")).hasValue("no");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        try (var listener = new Listener(answer)) {
            var now = listener.event();
            var version = data(board(id, "{}", "")).path("version").asString();
            assertThat(now).containsEntry("event", "board").containsEntry("id", version);
            sell("A", 300);
            var next = listener.event();
            assertThat(Long.parseLong(String.valueOf(next.get("id")))).isGreaterThan(Long.parseLong(version));
            var told = Json.read(String.valueOf(next.get("data")));
            assertThat(told.propertyNames()).containsExactlyInAnyOrder("version", "as_of");
            assertThat(told.path("version").asString()).isEqualTo(next.get("id"));
            assertThat(data(board(id, "{}", "")).at("/rows/0/score").asString()).isEqualTo("3.00");
        }
    }

    @Test
    void who_comes_again_is_not_told_what_he_knows() {
        long id = contest(true);
        stage.settled(id);
        var known = data(board(id, "{}", "")).path("version").asString();
        try (var listener = new Listener(events(id, known))) {
            sell("A", 400);
            assertThat(listener.event().get("id")).isNotEqualTo(known);
        }
        // Versions he missed come at once, as the newest alone.
        try (var listener = new Listener(events(id, known))) {
            assertThat(listener.event().get("id")).isNotEqualTo(known);
        }
    }

    @Test
    void a_contest_that_is_not_public_tells_strangers_nothing() {
        var refused = events(contest(false), "");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body().toList().toString()).contains("session.expired");
        var nobody = events(1_999_999_999L, "");
        assertThat(nobody.statusCode()).isEqualTo(404);
        nobody.body().close();
        var posted = sent(
                request("/h5/events", Map.of("activity_id", "1"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
    }
}
