package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.fact.Facts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** To whom facts are joined, so that a member's document is put together again when one of his receipts arrives or leaves. */
@Component
final class Links {
    /** Facts linked in one transaction while the older ones are walked. */
    private static final int FILL_BATCH = 2_000;

    private final JdbcClient db;
    private final Facts facts;

    Links(JdbcClient db, Facts facts) {
        this.db = db;
        this.facts = facts;
    }

    /** Facts of {@code type} are joined to whom their field names. */
    record Kind(String type, String field) {
        static Kind of(Source.Join join) {
            return new Kind(join.fact(), join.by());
        }
    }

    /** Whose document changes, by a fact of this business time; null: by any. */
    record Touched(String key, @Nullable Instant at) {
        static Touched always(String key) {
            return new Touched(key, null);
        }

        boolean within(Instant from, Instant to) {
            return at == null || !at.isBefore(from) && at.isBefore(to);
        }
    }

    /** Begins to keep links of this kind, if that has not begun. */
    void begin(Kind kind) {
        db.sql("INSERT INTO contest.link_kind (type, field) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(kind.type, kind.field)
                .update();
    }

    /** Takes these over, in the caller's transaction, and tells whose documents change: the old and the new ones. */
    List<Touched> move(Kind kind, Collection<Fact> given) {
        Map<String, Fact> newest = new LinkedHashMap<>();
        for (var fact : given) {
            if (fact.type().equals(kind.type)) {
                newest.merge(fact.id(), fact, (a, b) -> b.version() > a.version() ? b : a);
            }
        }
        if (newest.isEmpty()) {
            return List.of();
        }
        lock(kind);
        int size = newest.size();
        var ids = new String[size];
        var keys = new @Nullable String[size];
        var versions = new Long[size];
        var at = new String[size];
        int i = 0;
        for (var fact : newest.values()) {
            ids[i] = fact.id();
            var key = fact.body().path(kind.field);
            keys[i] = key.isString() ? key.stringValue() : null;
            versions[i] = fact.version();
            at[i++] = fact.occurredAt().toString();
        }
        List<Touched> touched = new ArrayList<>();
        db.sql("""
                        INSERT INTO contest.link AS l (type, field, id, key, version, occurred_at)
                        SELECT ?, ?, id, key, version, occurred_at
                        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[])
                            AS given (id, key, version, occurred_at)
                        ON CONFLICT (type, field, id) DO UPDATE SET
                            key = excluded.key, version = excluded.version, occurred_at = excluded.occurred_at
                        WHERE l.version < excluded.version
                        RETURNING old.key, old.occurred_at, new.key, new.occurred_at""").params(kind.type, kind.field, ids, keys, versions, at).query(rs -> {
            for (int column = 1; column <= 3; column += 2) {
                var key = rs.getString(column);
                if (key != null) {
                    touched.add(new Touched(
                            key, rs.getObject(column + 1, OffsetDateTime.class).toInstant()));
                }
            }
        });
        return touched;
    }

    /** The ids of the facts joined to these, from {@code from} and before {@code to}. */
    List<String> ids(Kind kind, Collection<String> keys, Instant from, Instant to) {
        return db.sql("""
                        SELECT id FROM contest.link
                        WHERE type = ? AND field = ? AND key = ANY (?::text[]) AND occurred_at >= ? AND occurred_at < ?
                        ORDER BY id""")
                .params(kind.type, kind.field, keys.toArray(String[]::new), utc(from), utc(to))
                .query((rs, _) -> rs.getString(1))
                .list();
    }

    /** Who has a document, in the order of the keys: known by the fact itself or by one joined to him. */
    List<String> keysAfter(Source source, Kind kind, String after, int limit) {
        return db.sql("""
                        SELECT key FROM (
                            (SELECT DISTINCT key FROM contest.link WHERE type = ? AND field = ? AND key > ? ORDER BY key LIMIT ?)
                            UNION
                            (SELECT id FROM fact.document WHERE type = ? AND id > ? ORDER BY id LIMIT ?)
                        ) AS known (key) ORDER BY key LIMIT ?""")
                .params(kind.type, kind.field, after, limit, source.fact(), after, limit, limit)
                .query((rs, _) -> rs.getString(1))
                .list();
    }

    boolean filled(Kind kind) {
        return db.sql("SELECT filled FROM contest.link_kind WHERE type = ? AND field = ?")
                .params(kind.type, kind.field)
                .query(Boolean.class)
                .single();
    }

    /** Links some older facts. In a transaction of the caller. */
    void fill(Kind kind) {
        long seq = lock(kind);
        var page = facts.each(kind.type, seq, FILL_BATCH);
        move(kind, page);
        if (page.isEmpty()) {
            db.sql("UPDATE contest.link_kind SET filled = true WHERE type = ? AND field = ?")
                    .params(kind.type, kind.field)
                    .update();
        } else {
            db.sql("UPDATE contest.link_kind SET filled_seq = ? WHERE type = ? AND field = ?")
                    .params(page.getLast().seq(), kind.type, kind.field)
                    .update();
        }
    }

    /** Keeps every other mover of links, and whoever fills from them, out until the transaction ends. */
    void lockAll() {
        db.sql("SELECT FROM contest.link_kind ORDER BY type, field FOR UPDATE").query(_ -> {});
    }

    /** The same for one kind; definitions are locked after it. Returns how far it is filled. */
    long lock(Kind kind) {
        return db.sql("SELECT filled_seq FROM contest.link_kind WHERE type = ? AND field = ? FOR UPDATE")
                .params(kind.type, kind.field)
                .query(Long.class)
                .single();
    }

    private static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
