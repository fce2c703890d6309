package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Dimension 116: two nights of a state are compared, never added; and document 001's own SQL, faults included. */
@HouseTest
class NightsTest {
    @Autowired
    Stage stage;

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    private String prefix = "";
    private List<NewFact> told = new ArrayList<>();

    @BeforeEach
    void prepare() {
        prefix = stage.prefix();
        told = new ArrayList<>();
    }

    private void line(String day, String clerk, String store, @Nullable Integer count, @Nullable String rate) {
        var body =
                Json.object().put("date", day).put("store_id", prefix + store).put("clerk_id", prefix + clerk);
        body.putObject("values")
                .put("RePurchaseCount", count)
                .put("RePurchaseRate", rate == null ? null : new BigDecimal(rate));
        told.add(new NewFact("statement", day + "/" + prefix + clerk + "/" + store, 1, noon(day), body));
    }

    private static java.time.Instant noon(String day) {
        return LocalDate.parse(day).atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private void complete(String... days) {
        for (var day : days) {
            told.add(new NewFact("statement_complete", day, 1, noon(day), Json.object()));
        }
        stage.report(told);
        told.clear();
    }

    private long contest(String params, String unit, String units) {
        return stage.contest(
                "repurchase_gain", unit, """
                start: 2023-05-10T00:00
                end: 2023-05-20T00:00
                zone: Asia/Shanghai
                params: {%s}
                roster: {units: [%s]}""".formatted(params, units.replaceAll("(\\w+)", "\"" + prefix + "$1\"")));
    }

    @Test
    void the_gain_is_from_the_last_night_before_the_window_to_the_last_visible_one_in_it() {
        line("2023-05-08", "a", "S", 1, "1.5");
        line("2023-05-09", "a", "S", 10, "20.0000");
        line("2023-05-10", "a", "S", 11, "20.0000");
        line("2023-05-19", "a", "S", 15, "20.5001");
        line("2023-05-20", "a", "S", 99, "99");
        line("2023-05-11", "new", "S", 2, "50");
        line("2023-05-19", "new", "S", 4, "50");
        line("2023-05-09", "left", "S", 7, "3");
        line("2023-05-09", "nulls", "S", 7, "3");
        line("2023-05-19", "nulls", "S", 7, null);
        long byClerk = contest("", "clerk", "a, new, left, nulls, absent");
        long fromZero = contest("newcomers: zero", "clerk", "new");
        long excluded = contest("newcomers: excluded", "clerk", "new");
        long byStore = contest("", "store", "S");
        complete("2023-05-08", "2023-05-09", "2023-05-10", "2023-05-11");
        stage.eventually(byClerk, prefix, "1 a 1/2\n2 left 0\n2 new 0\n2 nulls 0\n5 absent -\n");
        // The night becomes visible as a whole; nothing before it was.
        complete("2023-05-19", "2023-05-20");
        stage.eventually(byClerk, prefix, "1 a 55001/20000\n2 new 1\n3 left 0\n4 absent -\n4 nulls -\n");
        stage.eventually(fromZero, prefix, "1 new 27\n");
        stage.eventually(excluded, prefix, "1 new -\n");
        // A shop's numbers of a night are the sums of its lines; one line without a number leaves it without a score.
        stage.eventually(byStore, prefix, "1 S -\n");
        var explained = stage.act(byClerk, "explain", Json.object().put("unit_id", prefix + "a"));
        assertThat(explained.path("facts")).hasSize(2);
        assertThat(explained.path("facts").get(0).path("n").asString()).isEqualTo("-15000000000000");
        assertThat(explained.path("score").asString()).isEqualTo("2.75005");
    }

    private static final String PRINTED = """
            select a.ClerkCode,sum((b.RePurchaseCount -a.RePurchaseCount)*0.5 + (b.RePurchaseRate -a.RePurchaseRate)*0.5) as totalScore from
            (SELECT a.ClerkCode,a.RePurchaseCount,a.RePurchaseRate
            FROM report_rerurchase a
            where 1=1 and a.StatisticsDate =
            (SELECT distinct( a.StatisticsDate) FROM report_rerurchase a
            where 1=1 and a.StatisticsDate>= 20230510 and a.StatisticsDate<= 20230520
            and a.StoreCode in ('3602','3604','3607')
            and a.ClerkCode!='' order by 1 asc limit 1 )
            and a.StoreCode in ('3602','3604','3607')
            and a.ClerkCode!='') a inner join
            ( SELECT b.ClerkCode,b.RePurchaseCount,b.RePurchaseRate
            FROM report_rerurchase b
            where 1=1 and b.StatisticsDate =
            (SELECT distinct( a.StatisticsDate)
            FROM report_rerurchase a
            where 1=1 and a.StatisticsDate>= 20230510 and a.StatisticsDate<= 20230520
            and a.StoreCode in ('3602','3604','3607')
            and a.ClerkCode!=''
            order by 1 desc
            limit 1
            )
            and b.StoreCode in ('3602','3604','3607')
            and b.ClerkCode!='') b
            on a.ClerkCode = b.ClerkCode
            group by a.ClerkCode
            order by totalScore desc""";

    /** What the printed statement says over the same lines, in PostgreSQL. */
    private String printed(List<NewFact> lines) {
        return Objects.requireNonNull(transactions.execute(_ -> {
            db.sql("""
                            CREATE TEMPORARY TABLE report_rerurchase (StatisticsDate int, StoreCode text, ClerkCode text,
                                RePurchaseCount int, RePurchaseRate numeric) ON COMMIT DROP""").update();
            for (var one : lines) {
                var body = one.body();
                var values = body.path("values");
                db.sql("INSERT INTO report_rerurchase VALUES (?, ?, ?, NULLIF(?, '')::int, NULLIF(?, '')::numeric)")
                        .params(
                                Integer.parseInt(body.path("date").asString().replace("-", "")),
                                body.path("store_id").asString().replace(prefix, ""),
                                body.path("clerk_id").asString().replace(prefix, ""),
                                values.path("RePurchaseCount").asString(""),
                                values.path("RePurchaseRate").asString(""))
                        .update();
            }
            var text = new StringBuilder();
            int[] top = {1};
            db.sql(PRINTED).query(rs -> {
                var score = rs.getBigDecimal(2);
                text.append(top[0]++).append(' ').append(rs.getString(1)).append(' ');
                text.append(
                                score == null
                                        ? "-"
                                        : Stage.reduced(
                                                score.movePointRight(9).toBigIntegerExact(),
                                                java.math.BigInteger.TEN.pow(9)))
                        .append('\n');
            });
            return text.toString();
        }));
    }

    @Test
    void compat_seed001_answers_row_for_row_as_the_printed_sql_does() {
        var random = new Random(116);
        var stores = List.of("3602", "3604", "3607", "9999");
        // The first reported night is the 11th, the last the 20th: both ends inclusive, one pair for everybody.
        for (var day : List.of("2023-05-09", "2023-05-11", "2023-05-15", "2023-05-20", "2023-05-21")) {
            for (int clerk = 0; clerk < 12; clerk++) {
                if (random.nextInt(6) > 0) {
                    line(
                            day,
                            "c" + clerk,
                            stores.get(clerk % 4),
                            random.nextInt(90),
                            "%d.%04d".formatted(random.nextInt(90), random.nextInt(10_000)));
                }
            }
        }
        // Two shops on the last night: the baseline is taken off twice. And no rate on the first: no number, so first.
        line("2023-05-11", "both", "3602", 7, "3.5");
        line("2023-05-20", "both", "3602", 9, "4.0");
        line("2023-05-20", "both", "3604", 2, "1.25");
        line("2023-05-11", "unknown", "3604", 7, null);
        line("2023-05-20", "unknown", "3604", 9, "4.0");
        line("2023-05-15", "late", "3604", 1, "1");
        line("2023-05-20", "late", "3604", 90, "99");
        var lines = List.copyOf(told);
        long contest = stage.contest("repurchase_gain", "clerk", """
                start: 2023-05-10T12:00
                end: 2023-05-20T09:00
                zone: UTC
                params: {compat: seed001}
                public: true
                stores: ["%s3602", "%s3604", "%s3607"]
                roster: {everyone: true}""".formatted(prefix, prefix, prefix));
        complete("2023-05-09", "2023-05-11", "2023-05-15", "2023-05-20", "2023-05-21");
        var expected = printed(lines);
        assertThat(expected).startsWith("1 unknown -\n").contains(" both ").doesNotContain("late");
        assertThat(expected.lines().count()).isGreaterThan(5);
        stage.eventually(contest, prefix, expected);
    }
}
