package dev.serai.acceptance;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The contests of a made-up company's receipts: declared, read from outside, counted again. */
final class SalesBoards {
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(30);
    private static final int PAGE = 1_000;
    private static final long NUMBERS = 8_000_000_000L;
    private static final int RUNS = 10_000_000;

    private static final String SUMS = """
            WITH last AS (
                SELECT DISTINCT ON (id) occurred_at, body FROM fact.version
                WHERE type = 'receipt' AND starts_with(id, ?) ORDER BY id, version DESC
            ), sale AS (
                SELECT body->>'clerk_id' AS clerk, body->>'store_id' AS store,
                    (SELECT sum((line->>'paid')::bigint) FROM jsonb_array_elements(body->'lines') AS line) AS paid,
                    (SELECT sum((line->>'quantity')::bigint) FROM jsonb_array_elements(body->'lines') AS line) AS pieces
                FROM last WHERE occurred_at >= ? AND occurred_at < ?
            )
            """;

    private final Demo demo;
    private final Merchant merchant;
    private final Sales sales;
    private final long first;

    SalesBoards(Demo demo, Sales sales, int documents, long seed) {
        this.demo = demo;
        this.merchant = new Merchant(demo);
        this.sales = sales;
        this.first = NUMBERS + Math.floorMod(seed * 7_919 + documents, RUNS) * 10L;
    }

    private enum Board {
        CLERKS,
        STORES,
        CLEAN_CLERKS,
        CLEAN_STORES
    }

    private long id(Board board) {
        return first + board.ordinal();
    }

    void declare() throws IOException, InterruptedException {
        declare(Board.CLERKS, "sales_amount", "clerk", sales.clerks(), "UTC");
        declare(Board.STORES, "amount_per_order", "store", sales.stores(), "UTC");
    }

    /** The same by another name of the same zone: another definition, counted from the accepted facts alone. */
    void declareClean() throws IOException, InterruptedException {
        declare(Board.CLEAN_CLERKS, "sales_amount", "clerk", sales.clerks(), "Etc/UTC");
        declare(Board.CLEAN_STORES, "amount_per_order", "store", sales.stores(), "Etc/UTC");
    }

    private void declare(Board board, String metric, String unit, List<String> roster, String zone)
            throws IOException, InterruptedException {
        var file = """
                serai: contest/v1
                id: %d
                name: {zh-CN: 证明, en: Proof}
                metric: %s
                unit: %s
                start: %s
                end: %s
                zone: %s
                ranking_top: 100000
                roster: {units: [%s]}
                """.formatted(
                        id(board), metric, unit, local(Sales.START), local(Sales.END), zone, String.join(", ", roster));
        var order = Demo.JSON.createObjectNode();
        order.putArray("files").addObject().put("name", "proof.yaml").put("text", file);
        merchant.plain("POST", demo.console() + "/api/declarations/apply", order.toString(), demo.accessToken());
    }

    private static String local(java.time.Instant at) {
        return at.toString().substring(0, "2016-05-01T00:00".length());
    }

    /** Empty once everything accepted is counted. */
    String behind() throws IOException, InterruptedException {
        return behind(Board.CLERKS) + behind(Board.STORES);
    }

    String cleanBehind() throws IOException, InterruptedException {
        return behind(Board.CLEAN_CLERKS) + behind(Board.CLEAN_STORES);
    }

    private String behind(Board board) throws IOException, InterruptedException {
        var last = Wait.until(
                SETTLE_LIMIT,
                () -> {
                    var page = page(board, 0);
                    return page.has("computing")
                            ? "computing"
                            : recount(board).path("behind").asString() + " behind";
                },
                said -> said.equals("0 behind"));
        return last.equals("0 behind") ? "" : board + ": " + last + " ";
    }

    /** Empty where SQL over the facts finds what is kept. */
    String differences() throws IOException, InterruptedException {
        var said = new StringBuilder();
        for (var board : List.of(Board.CLERKS, Board.STORES)) {
            var result = recount(board);
            if (!result.path("differences").isEmpty()
                    || result.path("unit_days").asLong() == 0) {
                said.append(board).append(": ").append(result);
            }
        }
        return said.toString();
    }

    private JsonNode recount(Board board) throws IOException, InterruptedException {
        return merchant.plain(
                "POST", demo.console() + "/api/contests/" + id(board) + "/recount", "", demo.accessToken());
    }

    private JsonNode page(Board board, int offset) throws IOException, InterruptedException {
        return merchant.data(
                "activity.handle",
                Map.of(
                        "activity_id",
                        Long.toString(id(board)),
                        "action",
                        "board",
                        "args",
                        "{\"limit\":" + PAGE + ",\"offset\":" + offset + "}"));
    }

    List<String> clerks() throws IOException, InterruptedException {
        return rows(Board.CLERKS, sales.clerks().size());
    }

    List<String> stores() throws IOException, InterruptedException {
        return rows(Board.STORES, sales.stores().size());
    }

    List<String> cleanClerks() throws IOException, InterruptedException {
        return rows(Board.CLEAN_CLERKS, sales.clerks().size());
    }

    List<String> cleanStores() throws IOException, InterruptedException {
        return rows(Board.CLEAN_STORES, sales.stores().size());
    }

    /** All rows, of one version; what is counted last may reach the board a second later. */
    private List<String> rows(Board board, int size) throws IOException, InterruptedException {
        var versions = new ArrayList<Long>();
        return Wait.until(
                SETTLE_LIMIT,
                () -> {
                    versions.clear();
                    List<String> lines = new ArrayList<>();
                    for (int offset = 0; offset < size; offset += PAGE) {
                        var page = page(board, offset);
                        versions.add(page.path("version").asLong());
                        for (var row : page.path("rows")) {
                            lines.add(row.path("rank").asString("-") + " "
                                    + row.path("unit_id").asString() + " "
                                    + row.at("/raw/n").asString() + "/"
                                    + row.at("/raw/d").asString());
                        }
                    }
                    return lines;
                },
                _ -> versions.stream().distinct().count() == 1);
    }

    /** Sums of the newest accepted version of each receipt. */
    record Sums(List<Sales.Score> clerks, List<Sales.Score> stores) {}

    Sums bySql() throws SQLException {
        try (var db = DriverManager.getConnection(demo.jdbcUrl(), demo.databaseUser(), demo.databasePassword())) {
            var clerks = ask(db, "SELECT clerk, sum(paid), 100 FROM sale GROUP BY clerk");
            var stores = ask(
                    db,
                    "SELECT store, COALESCE(sum(paid) FILTER (WHERE pieces >= 1), 0), count(*) FILTER (WHERE pieces >= 1)"
                            + " * 100 FROM sale GROUP BY store");
            return new Sums(all(sales.clerks(), clerks, 100), all(sales.stores(), stores, 0));
        }
    }

    private static List<Sales.Score> all(List<String> roster, Map<String, Sales.Score> found, long d) {
        return roster.stream()
                .map(unit -> found.getOrDefault(unit, new Sales.Score(unit, 0, d)))
                .toList();
    }

    private Map<String, Sales.Score> ask(Connection db, String question) throws SQLException {
        var scores = new java.util.HashMap<String, Sales.Score>();
        try (var statement = db.prepareStatement(SUMS + question)) {
            statement.setString(1, sales.prefix());
            statement.setTimestamp(2, Timestamp.from(Sales.START));
            statement.setTimestamp(3, Timestamp.from(Sales.END));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    scores.put(row.getString(1), new Sales.Score(row.getString(1), row.getLong(2), row.getLong(3)));
                }
            }
        }
        return scores;
    }

    /** A contest that nobody looks at costs the house a look a second. */
    void tidy() throws IOException, InterruptedException {
        for (var board : Board.values()) {
            merchant.plain(
                    "DELETE", demo.console() + "/api/declarations/contest/v1/" + id(board), "", demo.accessToken());
        }
    }
}
