package dev.serai.contest;

import dev.serai.fact.Facts;
import dev.serai.kernel.Outage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The definitions being counted. A new one first counts what was taken in before (it walks all newest facts once) while the
 * listener already brings it what is new; versions decide, so meeting a fact on both roads is harmless.
 */
@Component
final class Definitions {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

    /** Facts counted in one transaction while filling. */
    private static final int FILL_BATCH = 1_000;

    /** Facts looked through in one transaction where most lie outside of the window. */
    private static final int WALK = 2_000;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Contributions contributions;
    private final Links links;
    private final Facts facts;
    private final Map<String, Definition> read = new ConcurrentHashMap<>();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    /** Told of in the log. */
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();

    Definitions(
            JdbcClient db, TransactionTemplate transactions, Contributions contributions, Links links, Facts facts) {
        this.db = db;
        this.transactions = transactions;
        this.contributions = contributions;
        this.links = links;
        this.facts = facts;
    }

    /** Begins to count it, if that has not begun. */
    void begin(Definition definition) {
        if (begun.contains(definition.hash())) {
            return;
        }
        // The links first: whoever hears a fact of a definition moves its links.
        kinds(List.of(definition)).forEach(links::begin);
        db.sql("INSERT INTO contest.definition (hash, spec, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(definition.hash(), definition.spec(), definition.fact())
                .update();
        read.put(definition.hash(), definition);
        begun.add(definition.hash());
    }

    static Set<Links.Kind> kinds(Collection<Definition> definitions) {
        return definitions.stream()
                .flatMap(definition -> definition.sources().stream())
                .map(Source::join)
                .filter(join -> join != null)
                .map(Links.Kind::of)
                .collect(Collectors.toSet());
    }

    /**
     * All that are counted, by hash. Asked of the database, never of what this node has published: a fact heard while a
     * definition is not yet known here would be lost to it.
     */
    List<Definition> all() {
        return all("SELECT hash FROM contest.definition ORDER BY hash");
    }

    /** All, and keeps every other writer of these out until the transaction ends. */
    List<Definition> lockAll() {
        return all("SELECT hash FROM contest.definition ORDER BY hash FOR UPDATE");
    }

    private List<Definition> all(String sql) {
        return db.sql(sql).query((rs, _) -> rs.getString(1)).list().stream()
                .map(this::definition)
                .toList();
    }

    /** Specs may hold long lists, so each is read once. */
    private Definition definition(String hash) {
        return read.computeIfAbsent(
                hash,
                _ -> Definition.read(db.sql("SELECT spec FROM contest.definition WHERE hash = ?")
                        .param(hash)
                        .query(String.class)
                        .single()));
    }

    /** Something besides its sums changed that its boards are made from. In the caller's transaction. */
    void touch(Collection<Definition> definitions) {
        if (!definitions.isEmpty()) {
            db.sql("UPDATE contest.definition SET rev = rev + 1, beside_rev = rev + 1 WHERE hash = ANY (?::text[])")
                    .param(definitions.stream().map(Definition::hash).toArray(String[]::new))
                    .update();
        }
    }

    /**
     * How far a definition is. {@code rev} moves with each change, {@code besideRev} to it with a change of what boards are
     * made from besides sums; {@code complete} once all older facts are in.
     */
    record Progress(long rev, long besideRev, boolean complete) {}

    Map<String, Progress> progress(String listener) {
        record Line(String hash, long rev, long besideRev, boolean filled, long fillTo) {}
        var lines = db.sql("SELECT hash, rev, beside_rev, filled, fill_to FROM contest.definition")
                .query((rs, _) ->
                        new Line(rs.getString(1), rs.getLong(2), rs.getLong(3), rs.getBoolean(4), rs.getLong(5)))
                .list();
        Map<String, Long> heard = new HashMap<>();
        Map<String, Progress> progress = new HashMap<>();
        for (var line : lines) {
            var definition = definition(line.hash);
            boolean complete = line.filled
                    && definition.types().stream()
                            .allMatch(
                                    type -> heard.computeIfAbsent(type, t -> facts.heard(listener, t)) >= line.fillTo);
            progress.put(line.hash, new Progress(line.rev, line.besideRev, complete));
        }
        return progress;
    }

    private record Open(String hash, int source, long seq, String key) {}

    private static final String OPEN =
            "SELECT hash, filled_source, filled_seq, filled_key FROM contest.definition WHERE NOT filled";

    private static Open open(ResultSet rs, int row) throws SQLException {
        return new Open(rs.getString(1), rs.getInt(2), rs.getLong(3), rs.getString(4));
    }

    /**
     * Counts some older facts for one definition. Returns whether there is more to fill. One that cannot be filled is not the
     * others' trouble.
     */
    boolean fill() {
        var all = db.sql(OPEN + " ORDER BY hash").query(Definitions::open).list();
        RuntimeException trouble = null;
        for (var open : all) {
            try {
                transactions.executeWithoutResult(_ -> fill(open));
                troubled.remove(open.hash);
                return true;
            } catch (RuntimeException e) {
                if (Outage.is(e)) {
                    throw e;
                }
                if (troubled.add(open.hash)) {
                    LOG.error("definition {} cannot be filled", open.hash, e);
                }
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        return false;
    }

    private void fill(Open seen) {
        var definition = definition(seen.hash);
        var source = definition.sources().get(seen.source);
        var join = source.join();
        var kind = join == null ? null : Links.Kind.of(join);
        if (kind != null && !links.filled(kind)) {
            links.fill(kind);
            return;
        }
        if (kind != null) {
            // The listener may have moved links for those definitions alone that there were when it began.
            links.lock(kind);
        }
        // Another node, or a repair, may have moved it on since it was seen.
        var now = db.sql(OPEN + " AND hash = ? FOR UPDATE")
                .param(seen.hash)
                .query(Definitions::open)
                .optional()
                .filter(open -> open.source == seen.source);
        now.ifPresent(open -> {
            if (kind == null) {
                fillFacts(definition, source, open);
            } else {
                fillKeys(definition, source, kind, open);
            }
        });
    }

    /**
     * Read under the lock: a newer version the listener took before is among these, one it takes later finds what these left.
     * Read before it, an overtaken version could be counted over a newer one.
     */
    private void fillFacts(Definition definition, Source source, Open open) {
        var page = next(definition, source, open.seq);
        if (page.upTo() == open.seq) {
            next(definition, open.source);
        } else {
            contributions.apply(definition, new Arrivals(db, facts, links, page.facts(), Map.of()));
            db.sql("UPDATE contest.definition SET filled_seq = ? WHERE hash = ?")
                    .params(page.upTo(), definition.hash())
                    .update();
        }
    }

    /** Where a fact's own time decides, those outside of the window are passed over before they are read. */
    private Facts.Walk next(Definition definition, Source source, long after) {
        if (source.when() == null && source.night() == null) {
            return facts.eachWithin(source.fact(), after, WALK, definition.start(), definition.end());
        }
        var page = facts.each(source.fact(), after, FILL_BATCH);
        return new Facts.Walk(page, page.isEmpty() ? after : page.getLast().seq());
    }

    private void fillKeys(Definition definition, Source source, Links.Kind kind, Open open) {
        var keys = links.keysAfter(source, kind, open.key, FILL_BATCH);
        if (keys.isEmpty()) {
            next(definition, open.source);
        } else {
            contributions.apply(
                    definition,
                    new Arrivals(
                            db,
                            facts,
                            links,
                            List.of(),
                            Map.of(
                                    kind,
                                    keys.stream().map(Links.Touched::always).toList())));
            db.sql("UPDATE contest.definition SET filled_key = ? WHERE hash = ?")
                    .params(keys.getLast(), definition.hash())
                    .update();
        }
    }

    private void next(Definition definition, int source) {
        boolean last = source + 1 == definition.sources().size();
        db.sql("""
                        UPDATE contest.definition
                        SET filled_source = ?, filled_seq = 0, filled_key = '', filled = ?, fill_to = ? WHERE hash = ?""")
                .params(last ? source : source + 1, last, last ? facts.head() : 0, definition.hash())
                .update();
    }
}
