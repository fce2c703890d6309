package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.Published;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CsvLoadTest {
    private static final String HEADER =
            "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp\n";

    private final List<NewFact> taken = new ArrayList<>();
    private CsvLoad load = given();

    @BeforeEach
    void fresh() {
        load = given();
    }

    private CsvLoad given() {
        var published = new Published(new FactTypeKind());
        published.builtIn("/declarations/fact-type/receipt.yaml");
        published.builtIn("/declarations/fact-type/repayment.yaml");
        published.builtIn("/declarations/fact-type/member.yaml");
        published.builtIn("/declarations/fact-type/statement.yaml");
        published.builtIn("/declarations/fact-type/org.yaml");
        return new CsvLoad(published, new Accepting());
    }

    private CsvLoad.Loaded load(String rows) {
        return load.load(
                "receipt", 1, new ByteArrayInputStream((HEADER + rows).getBytes(StandardCharsets.UTF_8)), _ -> {});
    }

    static InputStream realFile() {
        return Objects.requireNonNull(
                CsvLoadTest.class.getResourceAsStream("/demo/complete-journey/transactions.csv.gz"));
    }

    @Test
    void the_real_file_is_read_to_the_cent() throws IOException {
        try (var file = realFile()) {
            var loaded = load.load("receipt", 1, file, _ -> {});
            assertThat(loaded.rows()).isEqualTo(55_853);
            assertThat(loaded.count(Taken.Result.ACCEPTED)).isEqualTo(35_274);
            assertThat(loaded.count(Taken.Result.REFUSED)).isZero();
            assertThat(loaded.warnings()).isEqualTo(1);
        }
        // Summed by awk and by Python's Decimal over the same file.
        assertThat(sum("paid")).isEqualTo("17259742");
        assertThat(sum("list")).isEqualTo("20271067");
        assertThat(sum("quantity")).isEqualTo("5928963");
    }

    private String sum(String field) {
        return taken.stream()
                .flatMap(fact -> fact.body().path("lines").valueStream())
                .map(line -> line.path(field).bigIntegerValue())
                .reduce(BigInteger.ZERO, BigInteger::add)
                .toString();
    }

    @Test
    void an_id_in_exponent_form_keeps_its_text_and_has_the_clerk_of_its_number() {
        load("2223,381,4.0128e+10,1079228,0,0,0,0,0,40,2017-09-28 05:22:06\n");
        assertThat(taken.getFirst().id()).isEqualTo("4.0128e+10");
        assertThat(taken.getFirst().body().path("clerk_id").asString()).isEqualTo("381_1");
    }

    @Test
    void scattered_rows_of_a_basket_are_one_receipt_at_its_earliest_line() {
        load("""
                1,10,7,100,1,1.5,0.29,0,0.01,1,2017-03-01 00:00:02
                1,10,8,101,1,2,0,0,0,1,2017-03-01 00:00:00
                1,10,7,102,-2,-3.1,0,0,0,1,2017-03-01 00:00:01
                """);
        assertThat(taken).hasSize(2);
        var receipt = taken.getFirst();
        assertThat(receipt.occurredAt()).hasToString("2017-03-01T00:00:01Z");
        assertThat(receipt.body())
                .hasToString("{\"store_id\":\"10\",\"clerk_id\":\"10_4\",\"customer_id\":\"1\",\"lines\":["
                        + "{\"product_id\":\"100\",\"quantity\":1,\"paid\":150,\"list\":180},"
                        + "{\"product_id\":\"102\",\"quantity\":-2,\"paid\":-310,\"list\":-310}]}");
    }

    private CsvLoad.Loaded load(String type, String rows) {
        return load.load(type, 1, new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)), _ -> {});
    }

    @Test
    void members_statements_and_the_organisation_come_by_file_too() {
        load("member", """
                customer_id,store_id,clerk_id,level,opened_at,vip_at,cancelled_at
                7,10,10_4,VIP,2017-03-01T08:00:00Z,2017-03-02T08:00:00Z,
                """);
        assertThat(taken.getFirst().occurredAt()).hasToString("2017-03-01T08:00:00Z");
        assertThat(taken.getFirst().body())
                .hasToString(
                        "{\"store_id\":\"10\",\"clerk_id\":\"10_4\",\"level\":\"VIP\",\"opened_at\":\"2017-03-01T08:00:00Z\","
                                + "\"vip_at\":\"2017-03-02T08:00:00Z\",\"cancelled_at\":null}");
        var statements = load("statement", """
                date,store_id,clerk_id,RePurchaseCount,RePurchaseRate
                2017-03-01,10,10_4,3,33.3333
                2017-03-01,10,10_1,0,
                2017-03-01,10,10_2,many,1
                """);
        assertThat(statements.problems())
                .hasSize(1)
                .allSatisfy(one -> assertThat(one.cause()).contains("is not a number"));
        assertThat(taken.get(1).id()).isEqualTo("2017-03-01/10_4");
        assertThat(taken.get(1).body().path("values"))
                .hasToString("{\"RePurchaseCount\":3,\"RePurchaseRate\":33.3333}");
        assertThat(taken.get(2).body().path("values").path("RePurchaseRate").isNull())
                .isTrue();
        load("org", """
                unit,code,since,store_id,city,region,brand,name,nickname
                clerk,10_4,2017-01-01,10,,,,Li,
                """);
        assertThat(taken.get(3).id()).isEqualTo("clerk/10_4/2017-01-01");
        assertThat(taken.get(3).body().path("region").isNull()).isTrue();
    }

    @Test
    void a_bad_row_refuses_its_whole_receipt_with_its_line_and_nothing_else() {
        var loaded = load("""
                1,10,7,100,1,1.5,0,0,0,1,2017-03-01 00:00:02
                1,10,7,100,1,1.555,0,0,0,1,2017-03-01 00:00:02
                1,10,8,100,1,x,0,0,0,1,2017-03-01 00:00:02
                1,10,9,100,1,1,0,0,0,1,2017-03-01 00:00:02
                1,10,a,100,1,1,0,0,0,1,2017-03-01 00:00:02
                1,10,11,100,1,1,0,0,0,1,yesterday
                """);
        assertThat(taken).extracting(NewFact::id).containsExactly("9");
        assertThat(loaded.count(Taken.Result.REFUSED)).isEqualTo(4);
        assertThat(loaded.problems().stream()
                        .map(p -> p.line() + " " + p.id() + ": " + p.cause())
                        .collect(Collectors.toList()))
                .containsExactlyInAnyOrder(
                        "3 7: sales_value \"1.555\" is not a whole cent",
                        "4 8: sales_value \"x\" is not a number",
                        "6 a: basket_id \"a\" is not a number",
                        "7 11: transaction_timestamp \"yesterday\" is not a time of the declared pattern");
    }

    @Test
    void a_receipt_of_two_stores_or_two_customers_is_refused() {
        var loaded = load("""
                1,10,7,100,1,1.5,0,0,0,1,2017-03-01 00:00:02
                1,11,7,100,1,1.5,0,0,0,1,2017-03-01 00:00:02
                """);
        assertThat(taken).isEmpty();
        assertThat(loaded.problems().getFirst().cause()).contains("differs from line 2");
    }

    @Test
    void a_file_that_cannot_be_read_says_why() {
        assertThatThrownBy(() -> load.load(
                        "receipt", 1, new ByteArrayInputStream("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)), _ -> {}))
                .isInstanceOf(CsvLoad.BadFile.class)
                .hasMessageContaining("basket_id");
        assertThatThrownBy(() -> load.load("repayment", 1, InputStream.nullInputStream(), _ -> {}))
                .hasMessageContaining("declares no csv mapping");
        assertThatThrownBy(() -> load.load(
                        "receipt", 1, new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8, 0}), _ -> {}))
                .hasMessageContaining("damaged or cut off");
    }

    @Test
    void a_row_with_a_cell_too_many_refuses_its_receipt() {
        var loaded = load("""
                1,10,7,100,1,1,234.50,0,0,0,1,2017-03-01 00:00:02
                1,10,8,100,1,1,0,0,0,1,2017-03-01 00:00:02
                """);
        assertThat(taken).extracting(NewFact::id).containsExactly("8");
        assertThat(loaded.problems().getFirst().line()).isEqualTo(2);
        assertThat(loaded.problems().getFirst().cause()).contains("12 cells for 11 columns");
    }

    @Test
    void a_day_the_calendar_does_not_have_is_refused_and_not_moved() {
        var loaded = load("1,10,7,100,1,1,0,0,0,1,2017-02-30 00:00:00\n");
        assertThat(taken).isEmpty();
        assertThat(loaded.problems().getFirst().cause()).contains("2017-02-30");
    }

    @Test
    void lines_may_end_in_any_way_and_start_with_a_byte_order_mark() {
        var rows = HEADER
                + "1,10,7,\"100\",1,1.5,0,0,0,1,2017-03-01 00:00:02\n\n1,10,8,100,1,1,0,0,0,1,2017-03-01 00:00:02";
        for (var end : List.of("\n", "\r\n", "\r")) {
            taken.clear();
            var file = ("\uFEFF" + rows.replace("\n", end)).getBytes(StandardCharsets.UTF_8);
            load.load("receipt", 1, new ByteArrayInputStream(file), _ -> {});
            assertThat(taken).extracting(NewFact::id).containsExactly("7", "8");
        }
    }

    @Test
    void a_row_that_does_not_end_is_told_with_its_line() {
        assertThatThrownBy(() -> load("1,10,7,\"100,1,1,0,0,0,1,2017-03-01 00:00:02\n"))
                .isInstanceOf(CsvLoad.BadFile.class)
                .hasMessageContaining("line 2 is never closed");
        assertThatThrownBy(() -> load("x".repeat(CsvReader.ROW_LENGTH_MAX + 1)))
                .isInstanceOf(CsvLoad.BadFile.class)
                .hasMessageContaining("row at line 2 is longer");
        assertThatThrownBy(() -> load("\"" + "x\n".repeat(CsvReader.ROW_LENGTH_MAX + 1)))
                .isInstanceOf(CsvLoad.BadFile.class)
                .hasMessageContaining("row at line 2 is longer");
    }

    private final class Accepting implements Facts {
        @Override
        public List<Taken> take(List<NewFact> facts) {
            taken.addAll(facts);
            return facts.stream()
                    .map(fact -> new Taken(fact.id(), fact.version(), Taken.Result.ACCEPTED, ""))
                    .toList();
        }

        @Override
        public Optional<Fact> newest(String type, String id) {
            return Optional.empty();
        }

        @Override
        public List<Fact> newest(String type, List<String> ids) {
            return List.of();
        }

        @Override
        public List<Fact> each(String type, long afterSeq, int limit) {
            return List.of();
        }

        @Override
        public long head() {
            return 0;
        }

        @Override
        public long heard(String listener, String type) {
            return 0;
        }
    }
}
