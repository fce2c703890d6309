package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.fact.FactListener;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Hears facts and keeps every definition's contributions. */
@Component
final class Scorekeeper implements FactListener {
    static final String NAME = "contest";

    private final Definitions definitions;
    private final Contributions contributions;
    private volatile Runnable changed = () -> {};

    Scorekeeper(Definitions definitions, Contributions contributions) {
        this.definitions = definitions;
        this.contributions = contributions;
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
        return definitions.all().stream().map(Definition::fact).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void take(List<Fact> facts) {
        definitions.all().forEach(definition -> contributions.apply(definition, facts));
    }

    @Override
    public void taken(List<Fact> facts) {
        changed.run();
    }
}
