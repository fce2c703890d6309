package dev.serai.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Serai as {@code ./serai run --empty} starts it, with one app that may report receipts. */
final class BoardHouse implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();
    private static final int START_LIMIT_S = 120;
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);
    private static final int LOOK_EVERY_MS = 100;
    private static final String SECRET = "b0a2d5".repeat(8);

    private final Child child;
    private final Path data;
    private final int ports;
    private final String token;
    private final BenchApp app =
            new BenchApp("bench-boards", "bench", SECRET, 100_000, new dev.serai.protocol.HmacKey(SECRET));
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();

    private BoardHouse(Child child, Path data, int ports, String token) {
        this.child = child;
        this.data = data;
        this.ports = ports;
        this.token = token;
    }

    /** @param ports the door's; the next three are the console's, the core's and the database's */
    static BoardHouse start(Path folder, Path root, int ports) throws IOException, SQLException {
        var data = folder.resolve("data");
        var child = Child.start(
                List.of(root.resolve("serai").toString(), "run", "--empty", "--data", data.toString()),
                Map.of(
                        "SERAI_DOOR", "127.0.0.1:" + ports,
                        "SERAI_CONSOLE", "127.0.0.1:" + (ports + 1),
                        "SERAI_CORE", "127.0.0.1:" + (ports + 2),
                        "SERAI_PG_PORT", Integer.toString(ports + 3)),
                root,
                folder.resolve("serai.log"));
        try {
            child.await(() -> child.words().contains("Serai is ready"), START_LIMIT_S);
            var token = JSON.readTree(Files.readString(data.resolve("access.json")))
                    .path("access_token")
                    .asString();
            var house = new BoardHouse(child, data, ports, token);
            house.takeInApp();
            return house;
        } catch (IOException | SQLException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    int port() {
        return ports;
    }

    BenchApp app() {
        return app;
    }

    List<Long> serverPid() throws IOException {
        return List.of(
                Long.parseLong(Files.readString(data.resolve("run/server.pid")).split(" ")[0]));
    }

    /** A connection as a role of the house; the superuser's secret is {@code pg-superuser}. */
    Connection database(String user, String secret, String name) throws IOException, SQLException {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty(
                "password",
                Files.readString(data.resolve("secrets").resolve(secret)).strip());
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + (ports + 3) + "/" + name, login);
    }

    Connection house() throws IOException, SQLException {
        return database("serai_house", "pg-house", "serai");
    }

    private void takeInApp() throws IOException, SQLException {
        var seal = Seal.of(data.resolve("secrets/master.key"));
        try (var db = house();
                var statement = db.createStatement();
                var key = db.prepareStatement("""
                        INSERT INTO merchant.app_key (key_id, app_id, kind, sealed, not_before, not_after)
                        VALUES ('bench', 'bench-boards', 'SECRET', ?, now() - interval '1 hour', now() + interval '1 day')""")) {
            db.setAutoCommit(false);
            statement.execute("INSERT INTO merchant.merchant VALUES ('bench', 'bench', now())");
            statement.execute("""
                    INSERT INTO merchant.app (app_id, merchant_id, name, status, limit_per_s)
                    VALUES ('bench-boards', 'bench', 'bench', 'ACTIVE', 100000)""");
            key.setBytes(1, seal.seal(SECRET));
            key.executeUpdate();
            statement.execute("""
                    INSERT INTO openapi.method_grant (app_id, method, version) VALUES ('bench-boards', 'fact.report', 1)""");
            statement.execute("""
                    INSERT INTO openapi.fact_grant (app_id, fact_type) VALUES ('bench-boards', 'receipt')""");
            statement.execute("UPDATE merchant.change SET number = number + 1");
            db.commit();
        }
    }

    /** Declares a contest of clerks by amount over one month, whoever sold. */
    void declare(BoardFacts facts) throws IOException {
        var file = """
                serai: contest/v1
                id: %d
                name: {zh-CN: 测量, en: Bench}
                metric: sales_amount
                unit: clerk
                start: %s-01T00:00
                end: %s-01T00:00
                zone: UTC
                public: true
                ranking_top: 1000000
                roster: {everyone: true}
                """.formatted(facts.contest(), facts.month(), facts.month().plusMonths(1));
        var order = JSON.createObjectNode();
        order.putArray("files").addObject().put("name", "bench.yaml").put("text", file);
        console("POST", "/api/declarations/apply", order.toString());
    }

    JsonNode console(String verb, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (ports + 1) + path))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .method(verb, HttpRequest.BodyPublishers.ofString(body));
        return JSON.readTree(send(request.build()));
    }

    /** The board's page as anybody gets it. */
    String page(long contest, int limit) throws IOException {
        var uri = URI.create("http://127.0.0.1:" + ports + BoardReads.path(contest, limit));
        return send(HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT).build());
    }

    JsonNode board(long contest, int limit) throws IOException {
        return JSON.readTree(page(contest, limit)).path("data");
    }

    private String send(HttpRequest request) throws IOException {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(request + ": HTTP " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What the server tells of renewing boards since it started. */
    record Renewals(double cpuSeconds, double count, double participants) {
        Renewals since(Renewals before) {
            return new Renewals(
                    cpuSeconds - before.cpuSeconds, count - before.count, participants - before.participants);
        }

        double cpuMs() {
            return count == 0 ? Double.NaN : cpuSeconds * 1_000 / count;
        }
    }

    Renewals renewals() throws IOException {
        var text = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (ports + 1) + "/metrics"))
                .timeout(ANSWER_LIMIT)
                .build());
        return new Renewals(
                meter(text, "serai_board_renewal_cpu_seconds_sum"),
                meter(text, "serai_board_renewal_cpu_seconds_count"),
                meter(text, "serai_board_renewal_participants_total"));
    }

    private static double meter(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Waits until everything accepted stands on the board. Returns the seconds it took. */
    double settled(BoardFacts facts, int participants) throws IOException, SQLException {
        long began = System.nanoTime();
        try (var db = house();
                var behind = db.prepareStatement("""
                        SELECT (SELECT seq FROM fact.counter) - COALESCE(min(seq), 0) FROM fact.cursor
                        WHERE listener = 'contest' AND type = 'receipt'""")) {
            while (behind(behind) > 0 || board(facts.contest(), 1).path("total").asInt() < participants) {
                pause();
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static long behind(java.sql.PreparedStatement question) throws SQLException {
        try (var row = question.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
