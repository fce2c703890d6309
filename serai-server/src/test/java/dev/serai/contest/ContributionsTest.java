package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.fact.Fact;
import dev.serai.fact.Facts;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens when filling and hearing meet the same facts: versions overtake each other. */
@HouseTest
class ContributionsTest {
    @Autowired
    Contributions contributions;

    @Autowired
    Facts store;

    @Autowired
    Links links;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient db;

    @Autowired
    Ids ids;

    /** Kept out of the listener's way: no fact of this type is ever taken in. */
    private Definition definition() {
        var spec = Json.read("""
                {"engine":1,"fact":"none","unit":"store_id","measures":[{"sum":{"field":"paid"},"over":"lines"}],
                 "params":{},"start":"2017-03-01T00:00:00Z","end":"2017-04-01T00:00:00Z","zone":"UTC","n":"%s"}""".formatted(ids.next()));
        var definition = Definition.read(Json.canonical(spec));
        db.sql("INSERT INTO contest.definition (hash, spec, type, filled) VALUES (?, ?, 'none', true)")
                .params(definition.hash(), definition.spec())
                .update();
        return definition;
    }

    private void apply(Definition definition, List<Fact> facts) {
        transactions.executeWithoutResult(
                _ -> contributions.apply(definition, new Arrivals(db, store, links, facts, Map.of())));
    }

    private static Fact fact(int id, long version, String unit, int month, long paid) {
        var body = Json.object().put("store_id", unit);
        body.putArray("lines").addObject().put("paid", paid);
        return new Fact("none", "d" + id, version, Instant.parse("2017-0" + month + "-05T10:00:00Z"), body, 0);
    }

    private List<String> sums(Definition definition) {
        return db.sql("""
                        SELECT unit || ' ' || sum(documents) || ' ' || sum(v1) FROM contest.unit_day
                        WHERE definition = ? GROUP BY unit HAVING sum(documents) <> 0 OR sum(v1) <> 0 ORDER BY unit""")
                .param(definition.hash())
                .query((rs, _) -> rs.getString(1))
                .list();
    }

    @Test
    void an_older_version_coming_later_changes_nothing() {
        var definition = definition();
        apply(definition, List.of(fact(1, 2, "B", 3, 20)));
        apply(definition, List.of(fact(1, 1, "A", 3, 10)));
        assertThat(sums(definition)).containsExactly("B 1 20");
        apply(definition, List.of(fact(1, 2, "B", 3, 20), fact(1, 2, "B", 3, 20)));
        assertThat(sums(definition)).containsExactly("B 1 20");
    }

    @Test
    void two_roads_in_any_order_and_batching_end_at_the_newest_versions() {
        var random = new Random(11);
        var definition = definition();
        List<Fact> all = new ArrayList<>();
        List<Fact> newest = new ArrayList<>();
        for (int id = 0; id < 60; id++) {
            int versions = 1 + random.nextInt(4);
            for (int v = 1; v <= versions; v++) {
                var fact = fact(
                        id,
                        v,
                        "ABC".substring(random.nextInt(3)).substring(0, 1),
                        2 + random.nextInt(3),
                        random.nextLong(-50, 100));
                all.add(fact);
                if (v == versions) {
                    newest.add(fact);
                }
            }
        }
        // The listener meets every version in order, the filling the newest ones: both interleaved, and the listener
        // last.
        var filling = new ArrayList<>(newest);
        Collections.shuffle(filling, random);
        for (int i = 0; i < all.size(); i += 7) {
            if (random.nextBoolean() && !filling.isEmpty()) {
                var part = filling.subList(0, Math.min(9, filling.size()));
                apply(definition, List.copyOf(part));
                part.clear();
            }
            apply(definition, all.subList(i, Math.min(all.size(), i + 7)));
        }
        apply(definition, filling);
        // And once more what is long overtaken. (A document whose newest version contributes nothing needs no row and
        // so
        // remembers no version; the listener's order settles it, and until it has caught up the board says computing.)
        var contributing = newest.stream()
                .filter(one -> !definition
                        .sources()
                        .getFirst()
                        .of(Document.of(one), definition.given())
                        .isEmpty())
                .map(Fact::id)
                .toList();
        Collections.shuffle(all, random);
        apply(
                definition,
                all.stream()
                        .filter(one -> contributing.contains(one.id()))
                        .toList()
                        .subList(0, 30));
        var clean = definition();
        apply(clean, newest);
        assertThat(sums(definition)).isNotEmpty().isEqualTo(sums(clean));
    }
}
