package dev.serai.contest;

import dev.serai.kernel.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of explained documents, as they were reported: of a receipt its own, of a member those of the receipts he is counted
 * with, each with its {@code fact_id}. A document without lines has none.
 */
@Component
final class ReceiptLines {
    /** Lines one answer may have; a page ends before the document that would go beyond. */
    static final int LINES_MAX = 10_000;

    private final JdbcClient db;

    ReceiptLines(JdbcClient db) {
        this.db = db;
    }

    /**
     * An explained document and where its lines go.
     *
     * @param seq of that very version, where it is known; null: the newest, if it is that version
     */
    record Entry(
            ObjectNode node,
            String type,
            String id,
            long version,
            @Nullable Long seq) {}

    /** Adds {@code lines} to each. Returns how many documents, from the first, have theirs. */
    int add(Definition definition, List<Entry> entries, long factsUpTo) {
        List<ArrayNode> lines = new ArrayList<>();
        entries.forEach(entry -> lines.add(entry.node.putArray("lines")));
        for (int from = 0; from < entries.size(); ) {
            // By type, as joined ones are found another way.
            int to = from + 1;
            while (to < entries.size() && entries.get(to).type.equals(entries.get(from).type)) {
                to++;
            }
            read(definition, entries.subList(from, to), lines.subList(from, to), factsUpTo);
            from = to;
        }
        int count = 0;
        for (int i = 0; i < entries.size(); i++) {
            count += lines.get(i).size();
            if (count > LINES_MAX && i > 0) {
                return i;
            }
        }
        return entries.size();
    }

    private void read(Definition definition, List<Entry> entries, List<ArrayNode> into, long factsUpTo) {
        var ids = entries.stream().map(Entry::id).toArray(String[]::new);
        var type = entries.getFirst().type;
        var seqs = new @Nullable Long[entries.size()];
        for (int i = 0; i < seqs.length; i++) {
            seqs[i] = entries.get(i).seq;
        }
        RowCallbackHandler put = rs -> put(rs, into);
        db.sql("""
                        SELECT a.place, NULL, COALESCE(v.body, d.body)->'lines'
                        FROM unnest(?::text[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS a (id, version, seq, place)
                        LEFT JOIN fact.accepted v ON v.seq = a.seq
                        LEFT JOIN fact.document d ON a.seq IS NULL AND d.type = ? AND d.id = a.id AND d.version = a.version
                        WHERE jsonb_typeof(COALESCE(v.body, d.body)->'lines') = 'array' ORDER BY a.place""")
                .params(ids, entries.stream().map(Entry::version).toArray(Long[]::new), seqs, type)
                .query(put);
        for (var source : definition.sources()) {
            var join = source.join();
            if (join != null && source.fact().equals(type)) {
                db.sql("""
                                SELECT a.place, l.id, d.body->'lines' FROM unnest(?::text[]) WITH ORDINALITY AS a (id, place)
                                JOIN contest.link l ON l.type = ? AND l.field = ? AND l.key = a.id
                                    AND l.occurred_at >= ? AND l.occurred_at < ?
                                JOIN fact.document d ON d.type = l.type AND d.id = l.id AND d.seq <= ?
                                WHERE jsonb_typeof(d.body->'lines') = 'array' ORDER BY a.place, l.occurred_at, l.id""")
                        .params(
                                ids,
                                join.fact(),
                                join.by(),
                                utc(definition.given().before()),
                                utc(definition.given().end()),
                                factsUpTo)
                        .query(put);
            }
        }
    }

    private static void put(ResultSet rs, List<ArrayNode> into) throws SQLException {
        var lines = into.get(rs.getInt(1) - 1);
        var fact = rs.getString(2);
        for (var line : Json.read(rs.getString(3))) {
            if (line.isObject()) {
                var copy = Json.object();
                if (fact != null) {
                    copy.put("fact_id", fact);
                }
                line.properties().forEach(e -> copy.set(e.getKey(), e.getValue()));
                lines.add(copy);
            }
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
