package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The documents that add up to a score, with that score, both read in one snapshot of the database. */
@Component
final class Explanations {
    private final JdbcClient db;
    private final Nights nights;
    private final Exclusions exclusions;
    private final TransactionTemplate snapshot;

    Explanations(JdbcClient db, Nights nights, Exclusions exclusions, PlatformTransactionManager manager) {
        this.db = db;
        this.nights = nights;
        this.exclusions = exclusions;
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /** A page in the order of the documents' ids. {@code after} is what the page before gave as next. */
    JsonNode explain(Contest contest, String unit, @Nullable String after, int limit) {
        return Objects.requireNonNull(snapshot.execute(_ -> read(contest, unit, after, limit)));
    }

    private JsonNode read(Contest contest, String unit, @Nullable String after, int limit) {
        var answer = Json.object();
        answer.put("unit_id", unit);
        var span = contest.metric().nightly() ? nights.span(contest, unit) : null;
        BoardRows.score(answer, score(contest, unit), contest.metric().scale());
        var road = Organisation.road(contest);
        var from = Cursor.read(after);
        List<Object> params = new ArrayList<>(road.params());
        params.addAll(List.of(contest.definition().hash(), unit, from.id, from.type, from.part));
        var nightsOnly = "";
        if (span != null) {
            nightsOnly = " AND u.day IN (?::date, ?::date)";
            params.add(String.valueOf(span.baseline() == null ? span.last() : span.baseline()));
            params.add(String.valueOf(span.last()));
        }
        params.add(limit + 1);
        record Line(Cursor at, long version, OffsetDateTime occurred, Fraction part) {}
        var lines = span != null && span.last() == null
                ? List.<Line>of()
                : db.sql("SELECT u.id, u.type, u.part, u.version, u.occurred_at, u.day, u.v1, u.v2, u.v3, u.v4"
                                + " FROM contest.contribution u" + road.join() + " WHERE u.definition = ? AND "
                                + road.participant()
                                + " = ? AND (u.id, u.type COLLATE \"C\", u.part) > (?, ? COLLATE \"C\", ?)"
                                + nightsOnly + " ORDER BY u.id, u.type COLLATE \"C\", u.part LIMIT ?")
                        .params(params)
                        .query((rs, _) -> new Line(
                                new Cursor(rs.getString(1), rs.getString(2), rs.getString(3)),
                                rs.getLong(4),
                                rs.getObject(5, OffsetDateTime.class),
                                part(contest, span, rs.getObject(6, LocalDate.class), Totals.values(rs, 7))))
                        .list();
        boolean more = lines.size() > limit;
        var facts = answer.putArray("facts");
        var excluded = exclusions.reasons(contest);
        for (var line : more ? lines.subList(0, limit) : lines) {
            var reason = excluded.get(new Exclusions.Key(line.at.type, line.at.id));
            var fact = facts.addObject();
            fact.put("id", line.at.id)
                    .put("version", line.version)
                    .put("occurred_at", line.occurred.toInstant().toString())
                    .put("n", reason == null ? line.part.n() : BigInteger.ZERO)
                    .put("d", excludedD(contest, line.part, reason != null));
            if (reason != null) {
                fact.put("excluded", reason);
            }
        }
        answer.put("next", more ? lines.get(limit - 1).at.write() : null);
        return answer;
    }

    /** Where a page ends. Ids hold no control characters, so a line end can part what belongs to it. */
    private record Cursor(String id, String type, String part) {
        private static final String LAST = "\uffff";

        static Cursor read(@Nullable String after) {
            if (after == null) {
                return new Cursor("", "", "");
            }
            var parts = after.replace("\0", "").split("\n", 3);
            return parts.length == 3 ? new Cursor(parts[0], parts[1], parts[2]) : new Cursor(parts[0], LAST, "");
        }

        String write() {
            return id + "\n" + type + "\n" + part;
        }
    }

    private Fraction score(Contest contest, String unit) {
        if (contest.metric().nightly()) {
            var scores = contest.likeSeed001() ? nights.seed001(contest) : nights.scores(contest);
            return scores.getOrDefault(unit, Fraction.NONE);
        }
        var road = Organisation.road(contest);
        List<Object> params = new ArrayList<>(road.params());
        params.addAll(List.of(contest.definition().hash(), unit));
        var counted = db.sql("""
                        SELECT COALESCE(sum(u.v1), 0), COALESCE(sum(u.v2), 0), COALESCE(sum(u.v3), 0), COALESCE(sum(u.v4), 0)
                        FROM contest.unit_day u""" + road.join() + " WHERE u.definition = ? AND " + road.participant() + " = ?")
                .params(params)
                .query((rs, _) -> Totals.values(rs, 1))
                .single();
        var excluded = exclusions.sums(contest).get(unit);
        return contest.score(excluded == null ? counted : Exclusions.less(counted, excluded));
    }

    /** What is excluded adds nothing to a ratio's denominator either; a constant divisor stays. */
    private static BigInteger excludedD(Contest contest, Fraction part, boolean excluded) {
        return excluded && contest.metric().score().ratio() ? BigInteger.ZERO : part.d();
    }

    /** Of a statement's line only the numbers of the night it is measured by; the baseline's count against the score. */
    private static Fraction part(Contest contest, Nights.@Nullable Span span, LocalDate day, List<BigInteger> values) {
        var given = contest.definition().given();
        if (span == null) {
            return contest.metric().score().part(values, given);
        }
        List<BigInteger> picked = new ArrayList<>();
        for (var pick : contest.metric().picks()) {
            boolean counts = day.equals(pick.last() ? span.last() : span.baseline());
            picked.add(counts ? values.get(pick.column()) : BigInteger.ZERO);
        }
        return contest.metric().score().part(picked, given);
    }
}
