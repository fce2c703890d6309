package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Json;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Boards as they stood, and what moved since. */
@HouseTest
class BoardHistoryTest {
    @Autowired
    Stage stage;

    @Autowired
    MovableClock clock;

    private String p = "";

    @BeforeEach
    void prepare() {
        p = stage.prefix();
        stage.newHour();
    }

    @Test
    void the_first_and_the_last_board_of_an_hour_are_kept_as_they_were() {
        long id = contest(Stage.MARCH);
        var first = kept(id).getFirst();
        sale(id, "1", "A", 900);
        Eventually.is(() -> stage.board(id, p), "1 A 9\n2 B 0\n");
        var then = stage.act(id, "board", Json.object().put("version", first));
        assertThat(then.path("rows").get(0).path("score").asString()).isEqualTo("0.00");
        var points =
                stage.act(id, "history", Json.object().put("unit_id", p + "A")).path("points");
        assertThat(points.get(0).path("rank").asInt()).isEqualTo(1);
        assertThat(points.get(0).path("score").asString()).isEqualTo("0.00");
        assertThatThrownBy(() -> stage.act(id, "board", Json.object().put("version", 4_711)))
                .hasMessageContaining("no board of version 4711 was kept");
        long last = version(id);
        assertThat(kept(id)).doesNotContain(last);
        clock.advance(Duration.ofHours(1));
        Eventually.is(() -> kept(id).toString(), "[" + first + ", " + last + "]");
        var end = stage.act(id, "board", Json.object().put("version", last));
        assertThat(end.path("rows").get(0).path("score").asString()).isEqualTo("9.00");
    }

    @Test
    void what_some_app_is_shown_first_is_no_part_of_the_history() {
        long id = contest(Stage.MARCH);
        sale(id, "1", "A", 900);
        Eventually.is(() -> stage.board(id, p), "1 A 9\n2 B 0\n");
        var before = kept(id);
        var roster = "\nroster: {units: [\"" + p + "A\", \"" + p + "B\"]}";
        var shown = stage.first("early", id, "sales_orders", "store", Stage.MARCH + roster);
        Eventually.is(() -> stage.again("early", id).at("/rows/0/score").asString(), "1");
        assertThat(shown.path("version").asLong()).isNotEqualTo(before.getLast());
        assertThat(kept(id)).isEqualTo(before);
    }

    @Test
    void a_board_of_many_is_kept_whole_in_its_order_and_everyone_finds_himself() {
        var units = IntStream.range(0, 450).mapToObj(i -> p + "u" + i).toList();
        long id = stage.contest(
                "sales_amount",
                "store",
                Stage.MARCH + "\nranking_top: 1000\nroster: {units: [\"" + String.join("\", \"", units) + "\"]}");
        for (int i = 0; i < units.size(); i += 7) {
            sale(id, Integer.toString(i), "u" + i, 100 * (i % 90));
        }
        stage.settled(id);
        Eventually.is(() -> stage.board(id, p).split("\n", 2)[0], "1 u448 88");
        clock.advance(Duration.ofHours(1));
        long last = version(id);
        Eventually.is(() -> kept(id).getLast().toString(), Long.toString(last));
        var now = stage.act(id, "board", Json.object().put("limit", 1_000));
        var then = stage.act(id, "board", Json.object().put("limit", 1_000).put("version", last));
        assertThat(then.path("rows")).isEqualTo(now.path("rows")).hasSize(450);
        for (var row : now.path("rows")) {
            var points = stage.act(id, "history", Json.object().set("unit_id", row.path("unit_id")))
                    .path("points");
            assertThat(points.get(points.size() - 1).path("rank")).isEqualTo(row.path("rank"));
            assertThat(points.get(points.size() - 1).path("score")).isEqualTo(row.path("score"));
        }
    }

    @Test
    void of_each_business_day_the_last_board_stays_for_good() {
        long id = contest("start: 2015-03-01T00:00\nend: 2015-04-01T00:00\nzone: Asia/Shanghai\nday_cut: \"04:00\"");
        var now = clock.instant().atZone(ZoneId.of("Asia/Shanghai"));
        clock.advance(Duration.between(now, now.plusDays(1).with(LocalTime.of(4, 30))));
        // Half past four, half past eight, which is past midnight in UTC, half past four and half past one.
        int[] waits = {4, 8, 9, 3};
        var lasts = new ArrayList<Long>();
        int sales = 0;
        for (int day = 0; day < 3; day++) {
            for (int wait : waits) {
                sale(id, Integer.toString(++sales), "A", 100);
                var expected = "1 A " + sales + "\n2 B 0\n";
                Eventually.is(() -> stage.board(id, p), expected);
                if (wait == 3) {
                    lasts.add(version(id));
                }
                clock.advance(Duration.ofHours(wait));
            }
        }
        clock.advance(Duration.ofDays(3));
        sale(id, "last", "A", 100);
        Eventually.is(() -> stage.board(id, p), "1 A 13\n2 B 0\n");
        lasts.add(version(id));
        Eventually.is(
                () -> {
                    var all = kept(id);
                    return all.subList(Math.max(0, all.size() - 4), all.size()).toString();
                },
                lasts.toString());
        assertThat(kept(id)).as("these, and the day the contest was made").hasSizeBetween(4, 5);
    }

    @Test
    void movement_tells_where_rows_stood_at_the_end_of_the_days_before() {
        long id = contest(Stage.MARCH + "\npublic: true");
        sale(id, "1", "A", 100);
        Eventually.is(() -> stage.board(id, p), "1 A 1\n2 B 0\n");
        assertThat(movement(id)).isEqualTo("A [], B [], ");
        sale(id, "2", "B", 300);
        Eventually.is(() -> stage.board(id, p), "1 B 3\n2 A 1\n");
        clock.advance(Duration.ofDays(1));
        sale(id, "3", "A", 800);
        Eventually.is(() -> stage.board(id, p), "1 A 9\n2 B 3\n");
        assertThat(movement(id)).isEqualTo("A [2], B [1], ");
    }

    /** Its first board is kept: one that is still being computed would not be, however its day or hour ended. */
    private long contest(String window) {
        long id =
                stage.contest("sales_amount", "store", window + "\nroster: {units: [\"" + p + "A\", \"" + p + "B\"]}");
        Eventually.is(() -> Integer.toString(kept(id).size()), "1");
        return id;
    }

    private void sale(long contest, String id, String store, long fen) {
        stage.report(Stage.fact(
                "receipt",
                p + contest + id,
                1,
                "2015-03-05T10:00:00Z",
                "{\"store_id\":\"%s\",\"clerk_id\":\"x\",\"lines\":[{\"product_id\":\"x\",\"quantity\":1,\"paid\":%d,\"list\":%d}]}"
                        .formatted(p + store, fen, fen)));
    }

    private long version(long id) {
        return stage.act(id, "board", Json.object()).path("version").asLong();
    }

    /** The versions that are kept. */
    private List<Long> kept(long id) {
        return stage.act(id, "history", Json.object())
                .path("boards")
                .valueStream()
                .map(one -> one.path("version").asLong())
                .collect(Collectors.toList());
    }

    private String movement(long id) {
        var text = new StringBuilder();
        for (var row : stage.act(id, "movement", Json.object(), Stage.ANYBODY).path("rows")) {
            text.append(row.path("unit_id").asString().replace(p, "")).append(' ');
            text.append(row.path("ranks")).append(", ");
        }
        return text.toString();
    }
}
