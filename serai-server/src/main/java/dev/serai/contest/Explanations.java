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
import tools.jackson.databind.node.ObjectNode;

/** The documents that add up to a score, with that score, both read in one snapshot of the database. */
@Component
final class Explanations {
    private final JdbcClient db;
    private final Nights nights;
    private final Exclusions exclusions;
    private final ReceiptLines receipts;
    private final TransactionTemplate snapshot;

    Explanations(
            JdbcClient db,
            Nights nights,
            Exclusions exclusions,
            ReceiptLines receipts,
            PlatformTransactionManager manager) {
        this.db = db;
        this.nights = nights;
        this.exclusions = exclusions;
        this.receipts = receipts;
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /** @param after what the page before gave as next. @param lines whether receipts come with their lines */
    record Asked(String unit, @Nullable String after, int limit, boolean lines) {}

    /** A page in the order of the documents' ids. */
    JsonNode explain(Contest contest, Asked asked) {
        return Objects.requireNonNull(snapshot.execute(_ -> read(contest, asked)));
    }

    /** The same of a published score, by the documents as they counted then. */
    JsonNode explain(Contest contest, Endings.Frozen frozen, Asked asked) {
        return Objects.requireNonNull(snapshot.execute(_ -> read(contest, frozen, asked)));
    }

    /** @param excluded why a person took it out; null: it counts */
    private record Line(
            Cursor at,
            long version,
            @Nullable Long seq,
            OffsetDateTime occurred,
            Fraction part,
            @Nullable String excluded) {
        /** What is excluded adds nothing to a ratio's denominator either; a constant divisor stays. */
        Line without(Contest contest, @Nullable String reason) {
            if (reason == null) {
                return this;
            }
            var d = contest.metric().score().ratio() ? BigInteger.ZERO : part.d();
            return new Line(at, version, seq, occurred, new Fraction(BigInteger.ZERO, d, part.counts()), reason);
        }
    }

    private JsonNode read(Contest contest, Endings.Frozen frozen, Asked asked) {
        var answer = Json.object();
        answer.put("unit_id", asked.unit);
        var place = frozen.board().place(asked.unit).orElseThrow();
        BoardRows.score(
                answer,
                frozen.board().rows().get(place).score(),
                contest.metric().scale());
        var from = Cursor.read(asked.after);
        var publication = frozen.publication();
        var lines = db.sql("""
                        SELECT id, type, part, version, seq, occurred_at, nights, v1, v2, v3, v4
                        FROM contest.publication_fact
                        WHERE activity_id = ? AND n = ? AND unit = ? AND (id, type, part) > (?, ?, ?)
                        ORDER BY id, type, part LIMIT ?""")
                .params(
                        publication.activityId(),
                        publication.n(),
                        asked.unit,
                        from.id,
                        from.type,
                        from.part,
                        asked.limit + 1)
                .query((rs, _) -> new Line(
                        new Cursor(rs.getString(1), rs.getString(2), rs.getString(3)),
                        rs.getLong(4),
                        rs.getObject(5, Long.class),
                        rs.getObject(6, OffsetDateTime.class),
                        part(contest, rs.getInt(7), Totals.values(rs, 8)),
                        null))
                .list();
        long upTo = db.sql("SELECT facts_up_to FROM contest.publication WHERE activity_id = ? AND n = ?")
                .params(publication.activityId(), publication.n())
                .query(Long.class)
                .single();
        return page(answer, contest, lines, asked, upTo);
    }

    private JsonNode read(Contest contest, Asked asked) {
        var unit = asked.unit;
        var answer = Json.object();
        answer.put("unit_id", unit);
        var span = contest.metric().nightly() ? nights.span(contest, unit) : null;
        BoardRows.score(answer, score(contest, unit), contest.metric().scale());
        var road = Organisation.road(contest);
        var from = Cursor.read(asked.after);
        List<Object> params = new ArrayList<>(road.params());
        params.addAll(List.of(contest.definition().hash(), unit, from.id, from.type, from.part));
        var nightsOnly = "";
        if (span != null) {
            nightsOnly = " AND u.day IN (?::date, ?::date)";
            params.add(String.valueOf(span.baseline() == null ? span.last() : span.baseline()));
            params.add(String.valueOf(span.last()));
        }
        params.add(asked.limit + 1);
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
                                null,
                                rs.getObject(5, OffsetDateTime.class),
                                part(contest, span, rs.getObject(6, LocalDate.class), Totals.values(rs, 7)),
                                null))
                        .list();
        var reasons = exclusions.reasons(contest);
        var counted = lines.stream()
                .map(line -> line.without(contest, reasons.get(new Exclusions.Key(line.at.type, line.at.id))))
                .toList();
        return page(answer, contest, counted, asked, Long.MAX_VALUE);
    }

    private JsonNode page(ObjectNode answer, Contest contest, List<Line> found, Asked asked, long factsUpTo) {
        boolean more = found.size() > asked.limit;
        var page = more ? found.subList(0, asked.limit) : found;
        List<ReceiptLines.Entry> entries = new ArrayList<>();
        for (var line : page) {
            var node = Json.object()
                    .put("id", line.at.id)
                    .put("version", line.version)
                    .put("occurred_at", line.occurred.toInstant().toString())
                    .put("n", line.part.n())
                    .put("d", line.part.d());
            if (line.excluded != null) {
                node.put("excluded", line.excluded);
            }
            entries.add(new ReceiptLines.Entry(node, line.at.type, line.at.id, line.version, line.seq));
        }
        int shown = entries.size();
        if (asked.lines) {
            shown = receipts.add(contest.definition(), entries, factsUpTo);
            more |= shown < entries.size();
        }
        var facts = answer.putArray("facts");
        entries.subList(0, shown).forEach(entry -> facts.add(entry.node()));
        answer.put("next", more ? page.get(shown - 1).at.write() : null);
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
        return contest.score(Exclusions.less(counted, excluded));
    }

    /** Of a published document: which of the nights it is, as it was kept. */
    private static Fraction part(Contest contest, int nights, List<BigInteger> values) {
        if (!contest.metric().nightly()) {
            return contest.metric().score().part(values, contest.definition().given());
        }
        List<BigInteger> picked = new ArrayList<>();
        for (var pick : contest.metric().picks()) {
            picked.add((nights & (pick.last() ? 2 : 1)) == 0 ? BigInteger.ZERO : values.get(pick.column()));
        }
        return contest.metric().score().part(picked, contest.definition().given());
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
