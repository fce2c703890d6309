package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.fact.FactListener;
import dev.serai.fact.Facts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hears facts and keeps every definition's contributions. */
@Component
final class Scorekeeper implements FactListener {
    static final String NAME = "contest";

    /** The type of facts that tell where stores and clerks belong and what they are called. */
    static final String ORGANISATION = "org";

    private final JdbcClient db;
    private final Definitions definitions;
    private final Contributions contributions;
    private final Links links;
    private final Facts facts;
    private volatile Runnable changed = () -> {};

    Scorekeeper(JdbcClient db, Definitions definitions, Contributions contributions, Links links, Facts facts) {
        this.db = db;
        this.definitions = definitions;
        this.contributions = contributions;
        this.links = links;
        this.facts = facts;
    }

    /** Whom to tell that sums may have changed. */
    void onChange(Runnable hearer) {
        changed = hearer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> types() {
        var all = definitions.all();
        if (all.isEmpty()) {
            return Set.of();
        }
        Set<String> types = new HashSet<>();
        types.add(ORGANISATION);
        for (var definition : all) {
            types.addAll(definition.types());
            var night = definition.night();
            if (night != null) {
                types.add(night.complete());
            }
        }
        return Set.copyOf(types);
    }

    @Override
    public void take(List<Fact> given) {
        // Before anything is read: whoever fills a definition meanwhile must not see less and write later. The links
        // first: a definition that begins after these are looked for is filled from links this has moved.
        links.lockAll();
        var all = definitions.lockAll();
        Map<Links.Kind, List<Links.Touched>> touched = new HashMap<>();
        Definitions.kinds(all).forEach(kind -> touched.put(kind, links.move(kind, given)));
        var types = given.stream().map(Fact::type).collect(Collectors.toSet());
        var arrivals = new Arrivals(db, facts, links, given, touched);
        for (var definition : all) {
            if (definition.types().stream().anyMatch(types::contains)) {
                contributions.apply(definition, arrivals);
            }
        }
        definitions.touch(all.stream()
                .filter(definition -> {
                    var night = definition.night();
                    return types.contains(ORGANISATION) || night != null && types.contains(night.complete());
                })
                .toList());
    }

    @Override
    public void taken(List<Fact> given) {
        changed.run();
    }
}
