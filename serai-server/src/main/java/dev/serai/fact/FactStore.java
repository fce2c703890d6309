package dev.serai.fact;

import dev.serai.kernel.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The room's tables: every accepted version, and where the newest one of each fact stands. */
@Component
final class FactStore {
    private final JdbcClient db;

    FactStore(JdbcClient db) {
        this.db = db;
    }

    /** Names a fact. */
    record Key(String type, String id) {}

    /** A fact fit to be kept. {@code body} is canonical JSON, so equal bodies are equal texts. */
    record Prepared(String type, String id, long version, Instant occurredAt, String body) {
        Key key() {
            return new Key(type, id);
        }
    }

    /** Waits until nobody else takes facts in and keeps others out until the transaction ends. */
    long lockHead() {
        return db.sql("SELECT seq FROM fact.counter FOR UPDATE")
                .query(Long.class)
                .single();
    }

    void moveHead(long seq) {
        db.sql("UPDATE fact.counter SET seq = ?").param(seq).update();
    }

    long head() {
        return db.sql("SELECT seq FROM fact.counter").query(Long.class).single();
    }

    long heard(String listener, String type) {
        return db.sql("SELECT seq FROM fact.cursor WHERE listener = ? AND type = ?")
                .params(listener, type)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    Map<Key, Prepared> newestOf(List<Prepared> facts) {
        Map<Key, Prepared> found = new HashMap<>();
        db.sql("""
                        SELECT v.type, v.id, v.version, v.occurred_at, v.body
                        FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS asked (type, id)) asked
                        JOIN fact.newest n ON n.type = asked.type AND n.id = asked.id
                        JOIN fact.version v ON v.seq = n.seq""")
                .params(
                        facts.stream().map(Prepared::type).toArray(String[]::new),
                        facts.stream().map(Prepared::id).toArray(String[]::new))
                .query((rs, _) -> new Prepared(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getLong(3),
                        instant(rs, 4),
                        // The database keeps the value, in its own order of keys.
                        Json.canonical(Json.read(rs.getString(5)))))
                .list()
                .forEach(fact -> found.put(fact.key(), fact));
        return found;
    }

    /** Appends these under the numbers after {@code seq}, in their order. */
    void append(long seq, List<Prepared> facts) {
        db.sql("""
                        INSERT INTO fact.version (seq, type, id, version, occurred_at, body)
                        SELECT ? + place, type, id, version, occurred_at, body::jsonb
                        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::text[])
                            WITH ORDINALITY AS given (type, id, version, occurred_at, body, place)""")
                .params(
                        seq,
                        facts.stream().map(Prepared::type).toArray(String[]::new),
                        facts.stream().map(Prepared::id).toArray(String[]::new),
                        facts.stream().mapToLong(Prepared::version).boxed().toArray(Long[]::new),
                        facts.stream().map(fact -> fact.occurredAt().toString()).toArray(String[]::new),
                        facts.stream().map(Prepared::body).toArray(String[]::new))
                .update();
    }

    void point(Map<Key, Long> moved) {
        var keys = List.copyOf(moved.keySet());
        db.sql("""
                        INSERT INTO fact.newest (type, id, seq)
                        SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
                        ON CONFLICT (type, id) DO UPDATE SET seq = excluded.seq""")
                .params(
                        keys.stream().map(Key::type).toArray(String[]::new),
                        keys.stream().map(Key::id).toArray(String[]::new),
                        keys.stream().map(moved::get).toArray(Long[]::new))
                .update();
    }

    List<Fact> newest(String type, List<String> ids) {
        return db.sql("""
                        SELECT v.* FROM fact.newest n JOIN fact.version v USING (seq)
                        WHERE n.type = ? AND n.id = ANY (?::text[])""")
                .params(type, ids.toArray(String[]::new))
                .query((rs, _) -> fact(rs))
                .list();
    }

    List<Fact> each(String type, long afterSeq, int limit) {
        return db.sql("""
                        SELECT v.* FROM fact.newest n JOIN fact.version v USING (seq)
                        WHERE n.type = ? AND n.seq > ? ORDER BY n.seq LIMIT ?""")
                .params(type, afterSeq, limit)
                .query((rs, _) -> fact(rs))
                .list();
    }

    Facts.Walk eachWithin(String type, long afterSeq, int limit, Instant from, Instant to) {
        long upTo = db.sql("""
                        SELECT COALESCE(max(seq), ?) FROM (
                            SELECT seq FROM fact.newest WHERE type = ? AND seq > ? ORDER BY seq LIMIT ?) AS next""")
                .params(afterSeq, type, afterSeq, limit)
                .query(Long.class)
                .single();
        var facts = db.sql("""
                        SELECT v.* FROM fact.newest n JOIN fact.version v USING (seq)
                        WHERE n.type = ? AND n.seq > ? AND n.seq <= ? AND v.occurred_at >= ? AND v.occurred_at < ?
                        ORDER BY n.seq""")
                .params(
                        type,
                        afterSeq,
                        upTo,
                        OffsetDateTime.ofInstant(from, ZoneOffset.UTC),
                        OffsetDateTime.ofInstant(to, ZoneOffset.UTC))
                .query((rs, _) -> fact(rs))
                .list();
        return new Facts.Walk(facts, upTo);
    }

    static Fact fact(ResultSet rs) throws SQLException {
        return new Fact(
                rs.getString("type"),
                rs.getString("id"),
                rs.getLong("version"),
                rs.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                Json.read(rs.getString("body")),
                rs.getLong("seq"));
    }

    private static Instant instant(ResultSet rs, int column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }
}
