package dev.serai.release;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The kinds of declarations this house knows: one bean each, from whichever room owns the meaning. */
@Component
class Kinds {
    private final ObjectProvider<DeclarationKind<?>> beans;
    private final Map<String, Form> forms = new ConcurrentHashMap<>();
    private volatile @Nullable Map<String, DeclarationKind<?>> byName;

    // Asked for late: a kind may itself need the snapshots.
    Kinds(ObjectProvider<DeclarationKind<?>> beans) {
        this.beans = beans;
    }

    private Map<String, DeclarationKind<?>> byName() {
        var known = byName;
        if (known == null) {
            known = new TreeMap<>();
            for (var kind : beans) {
                if (known.put(kind.kind(), kind) != null) {
                    throw new IllegalStateException("two beans declare the kind " + kind.kind());
                }
            }
            byName = known;
        }
        return known;
    }

    @Nullable DeclarationKind<?> find(String name) {
        return byName().get(name);
    }

    List<String> names() {
        return List.copyOf(byName().keySet());
    }

    Form form(DeclarationKind<?> kind) {
        return forms.computeIfAbsent(kind.schema(), Form::load);
    }
}
