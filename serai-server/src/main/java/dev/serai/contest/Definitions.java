package dev.serai.contest;

import dev.serai.fact.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The definitions being counted. A new one first counts what was taken in before (it walks all newest facts once) while the
 * listener already brings it what is new; versions decide, so meeting a fact on both roads is harmless.
 */
@Component
final class Definitions {
    /** Facts counted in one transaction while filling. */
    private static final int FILL_BATCH = 1_000;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Contributions contributions;
    private final Facts facts;
    private final Map<String, Definition> read = new ConcurrentHashMap<>();

    Definitions(JdbcClient db, TransactionTemplate transactions, Contributions contributions, Facts facts) {
        this.db = db;
        this.transactions = transactions;
        this.contributions = contributions;
        this.facts = facts;
    }

    /** Begins to count it, if that has not begun. */
    void begin(Definition definition) {
        if (read.containsKey(definition.hash())) {
            return;
        }
        db.sql("INSERT INTO contest.definition (hash, spec, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(definition.hash(), definition.spec(), definition.fact())
                .update();
        read.put(definition.hash(), definition);
    }

    /**
     * All that are counted, by hash. Asked of the database, never of what this node has published: a fact heard while a
     * definition is not yet known here would be lost to it.
     */
    List<Definition> all() {
        return db.sql("SELECT hash, spec FROM contest.definition ORDER BY hash")
                .query((rs, _) -> {
                    var spec = rs.getString("spec");
                    return read.computeIfAbsent(rs.getString("hash"), _ -> Definition.read(spec));
                })
                .list();
    }

    /** How far a definition is. {@code rev} moves with each change; {@code complete} once all older facts are in. */
    record Progress(long rev, boolean complete) {}

    Map<String, Progress> progress(String listener) {
        record Line(String hash, String type, long rev, boolean filled, long fillTo) {}
        var lines = db.sql("SELECT hash, type, rev, filled, fill_to FROM contest.definition")
                .query((rs, _) ->
                        new Line(rs.getString(1), rs.getString(2), rs.getLong(3), rs.getBoolean(4), rs.getLong(5)))
                .list();
        var heard = lines.stream()
                .map(Line::type)
                .distinct()
                .collect(Collectors.toMap(t -> t, t -> facts.heard(listener, t)));
        Map<String, Progress> progress = new HashMap<>();
        for (var line : lines) {
            boolean complete = line.filled && heard.getOrDefault(line.type, 0L) >= line.fillTo;
            progress.put(line.hash, new Progress(line.rev, complete));
        }
        return progress;
    }

    /** Counts some older facts for one definition. Returns whether there is more to fill. */
    boolean fill() {
        record Open(String hash, String spec, long seq) {}
        var open = db.sql(
                        "SELECT hash, spec, filled_seq FROM contest.definition WHERE NOT filled ORDER BY hash LIMIT 1")
                .query((rs, _) -> new Open(rs.getString(1), rs.getString(2), rs.getLong(3)))
                .optional();
        if (open.isEmpty()) {
            return false;
        }
        var definition = Definition.read(open.get().spec);
        transactions.executeWithoutResult(_ -> {
            // Read under the lock: a newer version the listener took before is among these, one it takes later finds
            // what these left. Read before it, an overtaken version could be counted over a newer one.
            db.sql("SELECT FROM contest.definition WHERE hash = ? FOR UPDATE")
                    .param(definition.hash())
                    .query(rs -> {});
            var page = facts.each(definition.fact(), open.get().seq, FILL_BATCH);
            if (page.isEmpty()) {
                db.sql("UPDATE contest.definition SET filled = true, fill_to = ? WHERE hash = ?")
                        .params(facts.head(), definition.hash())
                        .update();
            } else {
                contributions.apply(definition, page);
                db.sql("UPDATE contest.definition SET filled_seq = ? WHERE hash = ?")
                        .params(page.getLast().seq(), definition.hash())
                        .update();
            }
        });
        return true;
    }
}
