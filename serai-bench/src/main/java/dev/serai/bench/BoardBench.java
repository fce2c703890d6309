package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What boards cost and how fresh they are.
///
/// Boards of a tenth of `n`, `n` and ten times `n` clerks, each in a month of its own, are filled and then sold in at
/// 1,000 receipts a second through the door; each renewal's CPU time is what the server's thread for it used, its
/// database calls included, as `/metrics` tells. Months of 10, 80 and 100 times `n` receipt lines are counted again.
/// Beside them the same board as a sorted set of Redis and as a view of PostgreSQL. The sizes are those of
/// `n` = 100,000.
final class BoardBench {
    /**
     * How much is measured.
     *
     * @param n participants of the board that is judged
     * @param seconds of each load
     */
    record Size(int n, int seconds) {
        static final Size FULL = new Size(100_000, 30);
        static final Size QUICK = new Size(2_000, 5);

        List<Integer> participants() {
            return List.of(n / 10, n, n * 10);
        }

        List<Long> lines() {
            return List.of(n * 10L, n * 80L, n * 100L);
        }
    }

    static final int PER_SECOND = 1_000;
    static final int LINES_OF_A_RECEIPT = 4;
    private static final int PORTS_DEFAULT = 18_940;

    /** Where 2,000 shops sell in the month that is counted again. */
    private static final int CLERKS = 16_000;

    private static final int RECOUNTS = 3;
    private static final int WARM_UP_S = 10;
    private static final int READS_WARM_UP = 3;

    /** Turns at reading, of Serai and of nginx each. */
    private static final int TURNS = 6;

    private final Size size;
    private final Path folder;
    private final Path root;
    private final int ports;
    private final BoardReport report;
    private @Nullable String pagePeerMissing;

    private BoardBench(Size size, Path folder, Path root, int ports) {
        this.size = size;
        this.folder = folder;
        this.root = root;
        this.ports = ports;
        this.report = new BoardReport(size);
    }

    /** Whether every bar holds. */
    static boolean run(Size size) throws IOException, SQLException {
        var root = Path.of(System.getenv().getOrDefault("SERAI_ROOT", ".")).toAbsolutePath();
        var said = System.getenv("SERAI_BENCH_PORTS");
        int ports = said == null ? PORTS_DEFAULT : Integer.parseInt(said);
        var folder = Files.createTempDirectory("serai-bench");
        try {
            return new BoardBench(size, folder, root, ports).run();
        } finally {
            Folder.remove(folder);
        }
    }

    private static void tell(String text, Object... values) {
        System.err.printf(Locale.ROOT, text + "%n", values);
    }

    private boolean run() throws IOException, SQLException {
        pagePeerMissing = NginxPeer.missing(folder);
        if (pagePeerMissing != null) {
            report.missing("nginx: not compared; " + pagePeerMissing);
        }
        try (var house = BoardHouse.start(folder, root, ports)) {
            for (int participants : size.participants()) {
                board(house, participants);
            }
            peers(house);
            recounts(house);
        }
        return report.print(root);
    }

    private BoardFacts month(int participants) {
        int place = size.participants().indexOf(participants);
        return new BoardFacts(YearMonth.of(2031, place + 1), participants);
    }

    private void board(BoardHouse house, int participants) throws IOException, SQLException {
        var facts = month(participants);
        house.declare(facts);
        tell("a board of %,d: writing its receipts", participants);
        try (var db = house.house()) {
            facts.write(db, 0, participants, 1);
        }
        double filled = house.settled(facts, participants);
        tell("a board of %,d: counted in %.1f s", participants, filled);
        report.counted(participants, filled);
        boolean judged = participants == size.n;
        if (judged) {
            reads(house, facts, BoardReport.AT_REST);
        }
        try (var receipts = new Receipts(house, facts)) {
            receipts.start(PER_SECOND);
            rest(WARM_UP_S);
            var before = house.renewals();
            long sent = receipts.acknowledged();
            long began = System.nanoTime();
            var visible = receipts.visible(size.seconds);
            double took = (System.nanoTime() - began) / 1e9;
            var renewals = house.renewals().since(before);
            report.renewed(
                    participants,
                    renewals,
                    (receipts.acknowledged() - sent) / took,
                    visible,
                    renewalInDatabase(house, facts));
            tell("a board of %,d: %.2f ms a renewal", participants, renewals.cpuMs());
            if (judged) {
                reads(house, facts, "beside " + PER_SECOND + " receipts/s");
            }
        }
        house.settled(facts, participants);
        report.read(participants, reads(house, facts, false).micros(0.5));
    }

    /** The CPU time of PostgreSQL for the one question of a renewal after a second of receipts, in milliseconds. */
    private static double renewalInDatabase(BoardHouse house, BoardFacts facts) throws IOException, SQLException {
        try (var db = house.house();
                var statement = db.createStatement()) {
            long pid;
            try (var row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                pid = row.getLong(1);
            }
            var question = """
                    WITH changed AS MATERIALIZED (
                        SELECT DISTINCT unit FROM contest.unit_day WHERE definition = '%1$s' AND rev > %2$s)
                    SELECT changed.unit, sums.* FROM changed CROSS JOIN LATERAL (
                        SELECT sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4), sum(u.documents) FROM contest.unit_day u
                        WHERE u.definition = '%1$s' AND u.unit = changed.unit) AS sums""";
            try (var row = statement.executeQuery("""
                    SELECT definition, min(rev) - 1 FROM (
                        SELECT definition, rev FROM contest.unit_day WHERE definition = (
                            SELECT definition FROM contest.unit_day WHERE unit = '%s' LIMIT 1)
                        ORDER BY rev DESC LIMIT %d) AS newest GROUP BY 1""".formatted(facts.clerk(0), PER_SECOND))) {
                row.next();
                question = question.formatted(row.getString(1), row.getString(2));
            }
            var asked = question;
            int times = 50;
            var calls = Calls.measure(List.of(pid), times, _ -> {
                try (var row = statement.executeQuery(asked)) {
                    while (row.next()) {
                        row.getString(1);
                    }
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            });
            return calls.cpuMicros() / 1_000;
        }
    }

    /** Serai and nginx by turns: what else the machine does meanwhile, both have of it. */
    private void reads(BoardHouse house, BoardFacts facts, String when) throws IOException {
        try (var nginx = pagePeerMissing == null
                ? PagePeer.start(folder, ports + 7, house.page(facts.contest(), BoardReads.ROWS))
                : null) {
            for (boolean again : new boolean[] {false, true}) {
                var ours = new ArrayList<Latencies>();
                var theirs = new ArrayList<Latencies>();
                long cpu = 0;
                BoardReads.run(house.port(), facts.contest(), again, PER_SECOND, READS_WARM_UP);
                for (int turn = 0; turn < TURNS; turn++) {
                    long before = CpuTime.micros(house.serverPid());
                    ours.add(turn(house.port(), facts, again));
                    cpu += CpuTime.micros(house.serverPid()) - before;
                    if (nginx != null) {
                        theirs.add(turn(nginx.port(), facts, again));
                    }
                }
                var all = Latencies.of(ours);
                var file = nginx == null ? null : Latencies.of(theirs);
                report.read(when, again, all, (double) cpu / all.count(), file);
                tell("reads %s: p99 %,d µs", when, all.micros(0.99));
                if (file != null) {
                    tell("reads of nginx %s: p99 %,d µs", when, file.micros(0.99));
                }
            }
        }
    }

    private Latencies turn(int port, BoardFacts facts, boolean again) throws IOException {
        return BoardReads.run(port, facts.contest(), again, PER_SECOND, Math.max(1, size.seconds / TURNS));
    }

    private Latencies reads(BoardHouse house, BoardFacts facts, boolean again) throws IOException {
        return BoardReads.run(house.port(), facts.contest(), again, PER_SECOND, READS_WARM_UP);
    }

    private void peers(BoardHouse house) throws IOException, SQLException {
        if (RedisBoard.installed()) {
            try (var redis = RedisBoard.start(folder, ports + 6)) {
                for (int participants : size.participants()) {
                    tell("Redis: %,d members", participants);
                    redis.fill(participants);
                    report.redis(participants, redis.add(participants, 20_000), redis.read(5_000));
                }
            }
        } else {
            report.missing("Redis: not compared; apt-get install redis-server");
        }
        try (var view = ViewBoard.start(house)) {
            for (int participants : size.participants()) {
                tell("PostgreSQL view: %,d rows", participants);
                view.fill(participants);
                report.view(participants, view.add(participants, 1_000), view.read(participants > 100_000 ? 10 : 50));
            }
        }
    }

    private void recounts(BoardHouse house) throws IOException, SQLException {
        var facts = new BoardFacts(YearMonth.of(2032, 1), Math.min(CLERKS, size.n));
        house.declare(facts);
        long written = 0;
        for (long lines : size.lines()) {
            long receipts = lines / LINES_OF_A_RECEIPT;
            tell("a month of %,d lines: writing them", lines);
            try (var db = house.house()) {
                facts.write(db, written, receipts - written, LINES_OF_A_RECEIPT);
            }
            double took = house.settled(facts, facts.clerks());
            tell("a month of %,d lines: counted in %.1f s", lines, took);
            report.countedLines(receipts - written, took);
            written = receipts;
            analyze(house);
            var seconds = new ArrayList<Double>();
            for (int i = 0; i < RECOUNTS; i++) {
                long began = System.nanoTime();
                var result = house.console("POST", "/api/contests/" + facts.contest() + "/recount", "");
                seconds.add((System.nanoTime() - began) / 1e9);
                if (!result.path("differences").isEmpty()
                        || result.path("behind").asLong() != 0) {
                    throw new IOException("counted again: " + result);
                }
                tell("a month of %,d lines: counted again in %.1f s", lines, seconds.getLast());
            }
            report.recounted(lines, seconds);
        }
    }

    /** What autovacuum would do within a minute of so large a change. */
    private static void analyze(BoardHouse house) throws IOException, SQLException {
        try (var db = house.database("serai_owner", "pg-owner", "serai");
                var statement = db.createStatement()) {
            statement.execute("VACUUM ANALYZE fact.version, fact.newest, contest.unit_day");
        }
    }

    private static void rest(int seconds) throws IOException {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
