package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a rehearsal computes from boards, without a database. */
class RehearsalMathTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private static List<String> windows(String start, String end, String newest, int many) {
        return PastWindows.before(
                        LocalDateTime.parse(start),
                        LocalDateTime.parse(end),
                        SHANGHAI,
                        NOW,
                        Instant.parse(newest),
                        many)
                .stream()
                .map(window -> window.start() + "/" + window.end())
                .toList();
    }

    @Test
    void a_bracket_stays_behind_and_all_else_comes_along_into_a_past_window() {
        var file = Json.read("""
                {"start":"2017-03-01T00:00","end":"2017-04-01T00:00","pairs":[["a","b"]],
                 "bracket":{"seeds":["a","b"],"rounds":[{"start":"2017-03-01","end":"2017-03-11"}]}}""");
        var window = new PastWindows.Window(
                LocalDateTime.parse("2017-02-01T00:00"), LocalDateTime.parse("2017-03-01T00:00"));
        assertThat(Json.canonical(window.of(file)))
                .isEqualTo("{\"end\":\"2017-03-01T00:00\",\"pairs\":[[\"a\",\"b\"]],\"start\":\"2017-02-01T00:00\"}");
        assertThat(file.has("bracket")).isTrue();
    }

    @Test
    void a_month_goes_back_by_months_and_begins_with_the_newest_that_is_over() {
        assertThat(windows("2026-12-01T00:00", "2027-01-01T00:00", "2026-11-26T09:00:00Z", 3))
                .containsExactly(
                        "2026-10-01T00:00/2026-11-01T00:00",
                        "2026-09-01T00:00/2026-10-01T00:00",
                        "2026-08-01T00:00/2026-09-01T00:00");
        assertThat(windows("2026-12-01T00:00", "2027-01-01T00:00", "2017-09-30T09:00:00Z", 2))
                .containsExactly("2017-09-01T00:00/2017-10-01T00:00", "2017-08-01T00:00/2017-09-01T00:00");
    }

    @Test
    void a_window_that_is_over_is_its_own_first_history() {
        assertThat(windows("2017-03-01T00:00", "2017-04-01T00:00", "2017-09-30T09:00:00Z", 2))
                .containsExactly("2017-03-01T00:00/2017-04-01T00:00", "2017-02-01T00:00/2017-03-01T00:00");
    }

    @Test
    void any_other_window_goes_back_by_its_length_however_far_history_lies() {
        assertThat(windows("2026-12-01T09:00", "2026-12-01T10:30", "2017-09-30T04:00:00Z", 2))
                .containsExactly("2017-09-30T12:00/2017-09-30T13:30", "2017-09-30T10:30/2017-09-30T12:00");
        assertThat(windows("2026-11-26T00:00", "2026-11-27T00:00", "2026-11-26T09:00:00Z", 1))
                .containsExactly("2026-11-25T00:00/2026-11-26T00:00");
        // The 31st does not go back by months: February has none.
        assertThat(windows("2026-12-31T00:00", "2027-01-31T00:00", "2026-11-26T09:00:00Z", 1))
                .containsExactly("2026-09-29T00:00/2026-10-30T00:00");
    }

    private static Map<String, Integer> ranks(int... ranks) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            all.put("U" + i, ranks[i]);
        }
        return all;
    }

    @Test
    void tau_says_how_far_two_orders_agree() {
        assertThat(KendallTau.between(ranks(1, 2, 3), ranks(1, 2, 3))).isEqualByComparingTo("1");
        assertThat(KendallTau.between(ranks(1, 2, 3), ranks(3, 2, 1))).isEqualByComparingTo("-1");
        assertThat(KendallTau.between(ranks(1, 2, 3, 4), ranks(2, 1, 3, 4))).isEqualByComparingTo("0.6667");
        assertThat(KendallTau.between(ranks(1, 1, 1), ranks(1, 2, 3))).isNull();
        assertThat(KendallTau.between(ranks(1), ranks(1))).isNull();
    }

    /** Counting every pair is slow and cannot be wrong. */
    private static @Nullable BigDecimal everyPair(Map<String, Integer> before, Map<String, Integer> after) {
        var units = new ArrayList<>(before.keySet());
        long agree = 0;
        long firsts = 0;
        long seconds = 0;
        for (int i = 0; i < units.size(); i++) {
            for (int j = i + 1; j < units.size(); j++) {
                int a = Integer.signum(before.getOrDefault(units.get(i), 0) - before.getOrDefault(units.get(j), 0));
                int b = Integer.signum(after.getOrDefault(units.get(i), 0) - after.getOrDefault(units.get(j), 0));
                agree += (long) a * b;
                firsts += Math.abs(a);
                seconds += Math.abs(b);
            }
        }
        return firsts == 0 || seconds == 0
                ? null
                : BigDecimal.valueOf(agree)
                        .divide(
                                BigDecimal.valueOf(firsts)
                                        .multiply(BigDecimal.valueOf(seconds))
                                        .sqrt(MathContext.DECIMAL64),
                                4,
                                RoundingMode.HALF_UP);
    }

    @Test
    void tau_counted_by_merging_is_tau_counted_pair_by_pair() {
        var random = new Random(7);
        for (int run = 0; run < 200; run++) {
            int many = 1 + random.nextInt(30);
            Map<String, Integer> before = new HashMap<>();
            Map<String, Integer> after = new HashMap<>();
            for (int i = 0; i < many; i++) {
                before.put("U" + i, 1 + random.nextInt(8));
                after.put("U" + i, 1 + random.nextInt(8));
            }
            assertThat(KendallTau.between(before, after)).isEqualTo(everyPair(before, after));
        }
    }

    private static Board board(long... scores) {
        Map<String, Fraction> all = new LinkedHashMap<>();
        for (int i = 0; i < scores.length; i++) {
            all.put("U" + i, new Fraction(BigInteger.valueOf(scores[i]), BigInteger.ONE));
        }
        all.put("none", Fraction.NONE);
        return Board.of(0, NOW, true, Ranking.rank(all, true), 0, Map.of(), Map.of());
    }

    @Test
    void ties_make_prizes_dearer_and_who_has_no_score_wins_none() {
        var file = Json.read("""
                {"prizes": [{"id": "gold", "ranks": [1, 1], "amount": 100000},
                            {"id": "silver", "ranks": [2, 3], "reward": {"amount": 5000}}, {"ranks": 9}]}""");
        var prizes = new PrizeCost(file);
        // Two share rank 1, three share rank 3: five winners where three were meant.
        var cost = prizes.on(board(9, 9, 7, 7, 7), 1);
        assertThat(Json.canonical(cost)).isEqualTo("""
                        [{"amount":100000,"cost":200000,"from":1,"id":"gold","more_by_ties":1,"to":1,"winners":2},""" + """
                                {"amount":5000,"cost":15000,"from":2,"id":"silver","more_by_ties":1,"to":3,"winners":3},""" + """
                                {"amount":null,"cost":null,"from":9,"id":"#3","more_by_ties":0,"to":9,"winners":0}]""");
        assertThat(PrizeCost.total(cost)).isEqualTo(215_000);
        assertThat(new PrizeCost(Json.object()).none()).isTrue();
        assertThat(PrizeCost.total(new PrizeCost(Json.object()).on(board(1), 1)))
                .isNull();
    }
}
