package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What holds of business days, brackets, divisions and exact scores, whatever the numbers. */
class FairPlayTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static BusinessDays cut(String at) {
        return new BusinessDays(NEW_YORK, LocalTime.parse(at));
    }

    private static String day(BusinessDays days, String instant) {
        return days.of(Instant.parse(instant)).toString();
    }

    @Test
    void a_business_day_begins_at_its_cut_on_any_day() {
        assertThat(day(cut("04:00"), "2021-03-10T08:59:59.999999Z")).isEqualTo("2021-03-09");
        assertThat(day(cut("04:00"), "2021-03-10T09:00:00Z")).isEqualTo("2021-03-10");
        // Summer time since 14 March: an hour earlier in UTC.
        assertThat(day(cut("04:00"), "2021-03-15T07:59:59Z")).isEqualTo("2021-03-14");
        assertThat(day(cut("04:00"), "2021-03-15T08:00:00Z")).isEqualTo("2021-03-15");
    }

    @Test
    void where_the_clock_jumps_over_the_cut_the_day_begins_at_the_jump() {
        // 02:00 becomes 03:00 on 14 March, at 07:00Z; 02:30 is no time of that day.
        assertThat(day(cut("02:30"), "2021-03-14T06:59:59Z")).isEqualTo("2021-03-13");
        assertThat(day(cut("02:30"), "2021-03-14T07:00:00Z")).isEqualTo("2021-03-14");
    }

    @Test
    void an_hour_the_clock_shows_twice_is_cut_once() {
        // 02:00 becomes 01:00 on 7 November, at 06:00Z: 01:30 is 05:30Z and 06:30Z.
        assertThat(day(cut("01:30"), "2021-11-07T05:29:59Z")).isEqualTo("2021-11-06");
        assertThat(day(cut("01:30"), "2021-11-07T05:30:00Z")).isEqualTo("2021-11-07");
        assertThat(day(cut("01:30"), "2021-11-07T06:10:00Z")).isEqualTo("2021-11-07");
    }

    @Test
    void as_long_before_is_counted_on_the_clock_also_from_a_day_without_a_midnight() {
        // In São Paulo 15 October 2017 began at 01:00, 03:00Z.
        var days = BusinessDays.midnight(ZoneId.of("America/Sao_Paulo"));
        var given = Given.of(Map.of(), days.edge("2017-10-15"), days.edge("2017-11-01"), days, Set.of());
        assertThat(given.before()).isEqualTo(Instant.parse("2017-09-28T03:00:00Z"));
        var noon = Given.of(Map.of(), days.edge("2017-10-15T12:00"), days.edge("2017-10-16T12:00"), days, Set.of());
        assertThat(noon.before()).isEqualTo(Instant.parse("2017-10-14T15:00:00Z"));
    }

    @Property(tries = 300)
    void business_days_follow_each_other_without_gap_or_double(
            @ForAll @IntRange(max = 719) int cutMinutes, @ForAll @IntRange(max = 525_600) int minute) {
        var days = new BusinessDays(NEW_YORK, LocalTime.ofSecondOfDay(cutMinutes * 60L));
        var at = Instant.parse("2021-01-01T00:00:00Z").plusSeconds(minute * 60L);
        LocalDate day = days.of(at);
        assertThat(days.begin(day)).isBeforeOrEqualTo(at);
        assertThat(days.begin(day.plusDays(1))).isAfter(at);
    }

    @Property(tries = 100)
    void a_bracket_pairs_everybody_once_and_the_best_two_meet_last(@ForAll @IntRange(min = 2, max = 256) int many) {
        int rounds = HeadToHead.Bracket.rounds(many);
        var places = HeadToHead.Bracket.places(rounds);
        assertThat(places).hasSize(1 << rounds).doesNotHaveDuplicates();
        assertThat(places.size()).isGreaterThanOrEqualTo(many);
        assertThat(places.size() / 2).isLessThan(many);
        for (int i = 0; i < places.size(); i += 2) {
            // The stronger the one, the weaker the other; so nobody meets nobody.
            assertThat(places.get(i) + places.get(i + 1)).isEqualTo(places.size() + 1);
            assertThat(Math.min(places.get(i), places.get(i + 1))).isLessThanOrEqualTo(many);
        }
        List<Integer> left = places;
        while (left.size() > 2) {
            List<Integer> next = new ArrayList<>();
            for (int i = 0; i < left.size(); i += 2) {
                next.add(Math.min(left.get(i), left.get(i + 1)));
            }
            left = next;
        }
        assertThat(left).containsExactlyInAnyOrder(1, 2);
    }

    @Property(tries = 200)
    void equals_are_in_one_division_and_no_better_one_is_in_a_lower(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 12) Integer> scores,
            @ForAll @IntRange(min = 2, max = 6) int parts) {
        var names = IntStream.range(0, parts).mapToObj(i -> "D" + i).toList();
        Map<String, Fraction> all = new LinkedHashMap<>();
        for (int i = 0; i < scores.size(); i++) {
            all.put("u" + i, Fraction.of(scores.get(i)));
        }
        var ranked = Ranking.rank(all, true);
        var divisions = new Divisions.BySize(names).of(all.keySet(), _ -> null, _ -> ranked);
        assertThat(divisions.keySet()).isEqualTo(all.keySet());
        for (int i = 1; i < ranked.size(); i++) {
            var before = names.indexOf(divisions.getOrDefault(ranked.get(i - 1).unit(), ""));
            var here = names.indexOf(divisions.getOrDefault(ranked.get(i).unit(), ""));
            assertThat(here).isGreaterThanOrEqualTo(before);
            if (ranked.get(i).rank() == ranked.get(i - 1).rank()) {
                assertThat(here).isEqualTo(before);
            }
        }
        if (new HashSet<>(scores).size() == scores.size()) {
            var sizes = names.stream()
                    .map(name ->
                            divisions.values().stream().filter(name::equals).count())
                    .toList();
            assertThat(java.util.Collections.max(sizes) - java.util.Collections.min(sizes))
                    .isLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 300)
    void exact_scores_add_multiply_and_divide_as_fractions_do(
            @ForAll long a, @ForAll @IntRange(min = 1) int b, @ForAll long c, @ForAll @IntRange(min = 1) int d) {
        var x = new Fraction(BigInteger.valueOf(a), BigInteger.valueOf(b));
        var y = new Fraction(BigInteger.valueOf(c), BigInteger.valueOf(d));
        assertThat(x.plus(y).minus(y).compareValue(x)).isZero();
        assertThat(x.times(y).compareValue(y.times(x))).isZero();
        if (c == 0) {
            assertThat(x.over(y).exists()).isFalse();
        } else {
            assertThat(x.over(y).times(y).compareValue(x)).isZero();
        }
        // Growing by one's own growth gives the score again.
        if (c != 0) {
            var growth = x.minus(y).over(y.magnitude());
            assertThat(growth.times(y.magnitude()).plus(y).compareValue(x)).isZero();
        }
    }
}
