package dev.serai.openapi;

import dev.serai.release.DeclarationKind.Breach;
import dev.serai.release.DeclarationProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All methods together: each is declared once, and all whose names begin with the same part lie in one domain, so that the
 * domains share nothing and leave nothing out.
 */
final class OneCatalogue {
    private record Found(String document, Operation operation) {}

    private OneCatalogue() {}

    static List<Breach> breaches(Map<String, ApiDocument> now) {
        var breaches = new ArrayList<Breach>();
        var methods = new HashMap<String, Found>();
        var families = new HashMap<String, Found>();
        for (var document : now.values()) {
            for (var operation : document.operations()) {
                var mine = new Found(document.id(), operation);
                var same = methods.putIfAbsent(operation.key(), mine);
                if (same != null) {
                    breaches.add(breach(
                            mine,
                            "",
                            "the method " + operation.key() + " is declared by the document \"" + same.document
                                    + "\" already; a method lies in exactly one"));
                }
                var family = operation.name().substring(0, operation.name().indexOf('.'));
                var first = families.putIfAbsent(family, mine);
                if (first != null && !first.operation.domain().equals(operation.domain())) {
                    breaches.add(breach(
                            mine,
                            "/x-serai/domain",
                            "all methods " + family + ".* lie in one domain, and " + first.operation.key() + " lies in "
                                    + first.operation.domain() + ", found " + operation.domain()
                                    + "; say the same domain or choose another name"));
                }
            }
        }
        return breaches;
    }

    private static Breach breach(Found found, String below, String rule) {
        return new Breach(found.document, new DeclarationProblem(found.operation.place() + below, rule));
    }
}
