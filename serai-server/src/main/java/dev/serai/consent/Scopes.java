package dev.serai.consent;

import dev.serai.openapi.Catalogue;
import dev.serai.openapi.OpenMethod;
import dev.serai.release.Snapshots;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What can be consented to: the scopes that methods of the catalogue need, and {@code openid}. */
@Component
public class Scopes {
    /** Lets the app know by an id_token that it is the same user again. */
    static final String OPENID = "openid";

    private final Catalogue catalogue;
    private final Snapshots snapshots;

    Scopes(Catalogue catalogue, Snapshots snapshots) {
        this.catalogue = catalogue;
        this.snapshots = snapshots;
    }

    /** All there are, by name. */
    public Set<String> all() {
        var all = catalogue.now().all().stream()
                .flatMap(method -> method.operation().scopes().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        all.add(OPENID);
        return all;
    }

    /** What a scope lets an app do; the methods it opens where nobody declared words for it. */
    public String words(String scope, boolean chinese) {
        return snapshots.now().all(ScopeWords.class).stream()
                .map(declared -> declared.words().get(scope))
                .filter(words -> words != null)
                .map(words -> words.in(chinese))
                .findFirst()
                .orElseGet(() -> methods(scope, chinese));
    }

    private String methods(String scope, boolean chinese) {
        var summaries = catalogue.now().all().stream()
                .map(OpenMethod::operation)
                .filter(operation -> operation.scopes().contains(scope))
                .map(operation -> operation.summary().getOrDefault(chinese ? "zh-CN" : "en", operation.name()))
                .distinct()
                .collect(Collectors.joining(chinese ? "；" : "; "));
        return summaries.isEmpty() ? scope : summaries;
    }
}
