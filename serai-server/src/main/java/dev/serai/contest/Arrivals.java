package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.fact.Facts;
import dev.serai.kernel.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came in together, as the documents it touches. Documents with joined facts are put together from the newest
 * versions, so this must be asked after the definition's row was locked: who asks later sees no less.
 */
final class Arrivals {
    private final JdbcClient db;
    private final Facts facts;
    private final Links links;
    private final Map<String, Map<String, Fact>> newest = new HashMap<>();
    private final Map<Links.Kind, List<Links.Touched>> touched;
    private final Map<Asked, List<Document>> joined = new HashMap<>();
    private final Map<String, Set<String>> counted = new HashMap<>();

    private record Asked(String fact, Source.Join join, Instant from, Instant to) {}

    /** @param touched whose documents change by what joins them, by kind of link */
    Arrivals(
            JdbcClient db,
            Facts facts,
            Links links,
            Collection<Fact> given,
            Map<Links.Kind, List<Links.Touched>> touched) {
        this.db = db;
        this.facts = facts;
        this.links = links;
        this.touched = touched;
        for (var fact : given) {
            newest.computeIfAbsent(fact.type(), _ -> new LinkedHashMap<>())
                    .merge(fact.id(), fact, (a, b) -> b.version() > a.version() ? b : a);
        }
    }

    List<Document> documents(Source source, Given given) {
        var join = source.join();
        if (join == null) {
            return newest.getOrDefault(source.fact(), Map.of()).values().stream()
                    .map(Document::of)
                    .toList();
        }
        return joined.computeIfAbsent(asked(source.fact(), join, given), this::assemble);
    }

    private static Asked asked(String fact, Source.Join join, Given given) {
        return new Asked(fact, join, given.before(), given.end());
    }

    private List<Document> assemble(Asked asked) {
        Set<String> keys =
                new HashSet<>(newest.getOrDefault(asked.fact, Map.of()).keySet());
        var kind = Links.Kind.of(asked.join);
        touched.getOrDefault(kind, List.of()).stream()
                .filter(one -> one.within(asked.from, asked.to))
                .forEach(one -> keys.add(one.key()));
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<String, Fact> heads = new HashMap<>();
        facts.newest(asked.fact, List.copyOf(keys)).forEach(fact -> heads.put(fact.id(), fact));
        Map<String, List<Fact>> items = new HashMap<>();
        for (var fact : facts.newest(asked.join.fact(), links.ids(kind, keys, asked.from, asked.to))) {
            var key = fact.body().path(asked.join.by()).asString("");
            // A newer version than the one linked may name another, or lie elsewhere; it is heard of soon.
            if (keys.contains(key)
                    && !fact.occurredAt().isBefore(asked.from)
                    && fact.occurredAt().isBefore(asked.to)) {
                items.computeIfAbsent(key, _ -> new ArrayList<>()).add(fact);
            }
        }
        List<Document> documents = new ArrayList<>();
        for (var key : keys.stream().sorted().toList()) {
            var head = heads.get(key);
            var body = head == null ? Json.object() : ((ObjectNode) head.body()).deepCopy();
            var list = body.putArray(asked.join.list());
            items.getOrDefault(key, List.of())
                    .forEach(fact -> list.add(((ObjectNode) fact.body())
                            .deepCopy()
                            .put(Leaf.Time.OWN, fact.occurredAt().toString())));
            documents.add(
                    head == null
                            ? new Document(asked.fact, key, 0, null, body)
                            : new Document(asked.fact, key, head.version(), head.occurredAt(), body));
        }
        return documents;
    }

    /** Whether any of these documents contributes to the definition already. One question for all definitions. */
    boolean countedBefore(Definition definition, Source source, Collection<Document> documents) {
        var join = source.join();
        return counted.computeIfAbsent(
                        source.fact() + (join == null ? "" : asked(source.fact(), join, definition.given())),
                        _ -> new HashSet<>(db.sql("""
                                        SELECT DISTINCT definition FROM contest.contribution
                                        WHERE type = ? AND id = ANY (?::text[])""")
                                .params(
                                        source.fact(),
                                        documents.stream().map(Document::id).toArray(String[]::new))
                                .query((rs, _) -> rs.getString(1))
                                .list()))
                .contains(definition.hash());
    }
}
