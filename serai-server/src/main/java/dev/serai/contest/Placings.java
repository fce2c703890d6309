package dev.serai.contest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who stands where, by a contest's own rules: each division by itself, equals told apart as it says, and who counted too
 * little after the ranked ones.
 */
@Component
final class Placings {
    private final JdbcClient db;

    Placings(JdbcClient db) {
        this.db = db;
    }

    List<Board.Row> of(Contest contest, Participants.All all) {
        boolean descending = contest.metric().descending();
        if (contest.likeSeed001()) {
            return Ranking.asSeed001(all.scores());
        }
        if (contest.rules().plain()) {
            return contest.groupTop() > 0
                    ? Ranking.rankInGroups(all.scores(), all.groups(), descending)
                    : Ranking.rank(all.scores(), descending);
        }
        var lists = lists(contest, all).values().stream()
                .map(list -> list(contest, list))
                .toList();
        return new Equals(contest, all).toldApart(lists);
    }

    /** Division after division, or group after group; who belongs to none last. */
    private static Map<String, Map<String, Fraction>> lists(Contest contest, Participants.All all) {
        var divisions = contest.rules().divisions();
        var of = divisions != null ? all.divisions() : contest.groupTop() > 0 ? all.groups() : Map.<String, String>of();
        Map<String, Map<String, Fraction>> lists = new LinkedHashMap<>();
        var names = divisions == null ? of.values().stream().distinct().sorted().toList() : divisions.names(of);
        names.forEach(name -> lists.put(name, new LinkedHashMap<>()));
        Map<String, Fraction> rest = new LinkedHashMap<>();
        all.scores().forEach((unit, score) -> {
            var name = of.get(unit);
            (name == null ? rest : lists.getOrDefault(name, rest)).put(unit, score);
        });
        Map<String, Map<String, Fraction>> whole = new LinkedHashMap<>(lists);
        // No declared name begins with a control character.
        whole.put("\n", rest);
        return whole;
    }

    private static List<Board.Row> list(Contest contest, Map<String, Fraction> scores) {
        boolean descending = contest.metric().descending();
        Map<String, Fraction> ranked = new LinkedHashMap<>();
        Map<String, Fraction> listed = new LinkedHashMap<>();
        scores.forEach((unit, score) -> (contest.rules().tooLittle(contest, score) ? listed : ranked).put(unit, score));
        var rows = new ArrayList<>(Ranking.rank(ranked, descending));
        Ranking.rank(listed, descending)
                .forEach(row -> rows.add(new Board.Row(Rules.UNRANKED, row.unit(), row.score())));
        return rows;
    }

    /** What tells one participant's documents from another's. */
    private record Made(Instant last, long documents) {
        static final Made NOTHING = new Made(Instant.MAX, Long.MAX_VALUE);
    }

    /** Runs of equal rank, told apart. Only their documents are asked for. */
    private final class Equals {
        private final Contest contest;
        private final Participants.All all;

        Equals(Contest contest, Participants.All all) {
            this.contest = contest;
            this.all = all;
        }

        List<Board.Row> toldApart(List<List<Board.Row>> lists) {
            var ties = contest.rules().ties();
            if (ties == Rules.Ties.COMPETITION) {
                return lists.stream().flatMap(List::stream).toList();
            }
            Map<String, Made> made = ties == Rules.Ties.NAME ? Map.of() : made(lists);
            Comparator<Board.Row> better = switch (ties) {
                case COMPETITION -> throw new IllegalStateException("equals are not told apart");
                case FIRST_REACHED -> Comparator.comparing(row -> of(made, row).last);
                case FEWER_RECEIPTS -> Comparator.comparing(row -> of(made, row).documents);
                case NAME -> Comparator.comparing(row -> name(row.unit()));
            };
            List<Board.Row> apart = new ArrayList<>();
            for (var rows : lists) {
                for (int from = 0; from < rows.size(); ) {
                    int to = end(rows, from);
                    apart(rows.subList(from, to), better, apart);
                    from = to;
                }
            }
            return apart;
        }

        private void apart(List<Board.Row> run, Comparator<Board.Row> better, List<Board.Row> into) {
            var sorted = new ArrayList<>(run);
            sorted.sort(better.thenComparing(Board.Row::unit));
            int rank = 0;
            for (int i = 0; i < sorted.size(); i++) {
                if (i == 0 || better.compare(sorted.get(i - 1), sorted.get(i)) != 0) {
                    rank = sorted.get(i).rank() + i;
                }
                into.add(new Board.Row(rank, sorted.get(i).unit(), sorted.get(i).score()));
            }
        }

        /** Where the run of equals that begins here ends. Who has no score or no rank is no equal of anybody. */
        private static int end(List<Board.Row> rows, int from) {
            var first = rows.get(from);
            int to = from + 1;
            while (first.rank() != Rules.UNRANKED
                    && first.score().exists()
                    && to < rows.size()
                    && rows.get(to).rank() == first.rank()) {
                to++;
            }
            return to;
        }

        private static Made of(Map<String, Made> made, Board.Row row) {
            return made.getOrDefault(row.unit(), Made.NOTHING);
        }

        private String name(String unit) {
            var called = all.names().get(unit);
            var name = called == null ? null : contest.nickname() ? called.nickname() : called.name();
            return name == null ? unit : name;
        }

        private Map<String, Made> made(List<List<Board.Row>> lists) {
            List<String> equals = new ArrayList<>();
            for (var rows : lists) {
                for (int from = 0; from < rows.size(); ) {
                    int to = end(rows, from);
                    if (to - from > 1) {
                        rows.subList(from, to).forEach(row -> equals.add(row.unit()));
                    }
                    from = to;
                }
            }
            Map<String, Made> made = new HashMap<>();
            if (equals.isEmpty()) {
                return made;
            }
            var road = Organisation.road(contest);
            List<@Nullable Object> params = new ArrayList<>(road.params());
            params.add(contest.definition().hash());
            params.add(equals.toArray(String[]::new));
            params.add(contest.activityId());
            db.sql("SELECT " + road.participant() + ", max(u.occurred_at), count(*) FROM contest.contribution u"
                            + road.join() + " WHERE u.definition = ? AND " + road.participant()
                            + " = ANY (?::text[]) AND NOT (u.v1 = 0 AND u.v2 = 0 AND u.v3 = 0 AND u.v4 = 0)"
                            + " AND NOT EXISTS (SELECT FROM contest.exclusion x WHERE x.activity_id = ?"
                            + " AND x.type = u.type AND x.id = u.id) GROUP BY 1")
                    .params(params)
                    .query(rs -> {
                        made.put(
                                rs.getString(1),
                                new Made(rs.getObject(2, OffsetDateTime.class).toInstant(), rs.getLong(3)));
                    });
            return made;
        }
    }
}
