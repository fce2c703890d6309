package dev.serai.contest;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The board of a contest nobody has published, counted by SQL over the facts themselves: the recount's road, for whatever
 * window. Writes nothing and begins no definition.
 */
@Component
final class DraftBoards {
    /** Participants with facts one such board may have; a query that finds more is refused. */
    static final int UNITS_MAX = 200_000;

    private final EndableReads reads;
    private final Totals totals;
    private final Nights nights;
    private final Participants participants;
    private final Placings placings;
    private final Clock clock;

    DraftBoards(EndableReads reads, Totals totals, Clock clock) {
        this.reads = reads;
        this.totals = totals;
        this.nights = new Nights(reads.client());
        this.participants = new Participants(new Organisation(reads.client()));
        // Where documents tell equals apart they share their rank here: a draft keeps no documents.
        this.placings = new Placings(reads.client());
        this.clock = clock;
    }

    /** @param withFacts how many of its participants have any document in the window */
    record Counted(Contest contest, Board board, int withFacts) {}

    /** More participants than {@link #UNITS_MAX}. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("has more than " + UNITS_MAX + " participants with facts", null, false, false);
        }
    }

    /** Throws {@link EndableReads.Ended}, {@link EndableReads.TooSlow} or {@link TooMany}. */
    Counted count(Contest contest, EndableReads.Reading reading, Duration most) {
        return reads.read(reading, most, () -> count(contest));
    }

    private Counted count(Contest contest) {
        var days = new RecountSql(contest.definition(), contest.activityId()).days();
        Map<String, Fraction> scores;
        if (contest.metric().nightly()) {
            scores = contest.likeSeed001() ? nights.seed001(contest, days) : nights.scores(contest, days);
        } else {
            scores = totals.scores(contest, sums(contest, days));
        }
        var all = participants.of(contest, scores, units -> sizes(contest, units));
        var board = Board.of(
                        0,
                        clock.instant(),
                        true,
                        placings.of(contest, all),
                        contest.groupTop(),
                        all.groups(),
                        all.names())
                .in(all.divisions());
        return new Counted(contest, board, scores.size());
    }

    /** By the baseline's window, counted on the same road. */
    private List<Board.Row> sizes(Contest contest, Collection<String> units) {
        var baseline = contest.rules().baseline();
        if (baseline == null) {
            return List.of();
        }
        var before = contest.over(baseline);
        var days = new RecountSql(baseline, contest.activityId()).days();
        var scores =
                contest.metric().nightly() ? nights.scores(before, days) : totals.scores(before, sums(before, days));
        Map<String, Fraction> wanted = new HashMap<>();
        scores.forEach((unit, score) -> {
            if (units.contains(unit) && score.exists()) {
                wanted.put(unit, score);
            }
        });
        return Ranking.rank(wanted, contest.metric().descending());
    }

    private Map<String, List<BigInteger>> sums(Contest contest, DayTable days) {
        var road = Organisation.road(contest);
        List<Object> own = new ArrayList<>(road.params());
        own.add(contest.definition().hash());
        own.add(UNITS_MAX + 1);
        Map<String, List<BigInteger>> sums = new HashMap<>();
        reads.client()
                .sql(days.withOnly() + "SELECT " + road.participant()
                        + ", sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4) FROM " + days.table() + " u" + road.join()
                        + " WHERE u.definition = ? AND " + road.participant() + " IS NOT NULL GROUP BY 1 LIMIT ?")
                .params(days.and(own))
                .query(rs -> {
                    sums.put(rs.getString(1), Totals.values(rs, 2));
                });
        if (sums.size() > UNITS_MAX) {
            throw new TooMany();
        }
        return sums;
    }
}
