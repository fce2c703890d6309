package dev.serai.release;

import dev.serai.release.Compiler.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Asks the kinds whether what is to be seen may follow what is seen. */
@Component
class Succession {
    private final Kinds kinds;

    Succession(Kinds kinds) {
        this.kinds = kinds;
    }

    /** @param back a rollback may take back what was published */
    List<Failure> breaches(Picture before, Picture now, boolean back) {
        var failures = new ArrayList<Failure>();
        for (var name : kinds.names()) {
            var kind = kinds.find(name);
            if (kind != null) {
                breaches(kind, back ? Picture.EMPTY : before, now, false, failures);
                if (now.partlyPublished(kind.type())) {
                    breaches(kind, back ? Picture.EMPTY : before, now, true, failures);
                }
            }
        }
        return failures;
    }

    private static <T> void breaches(
            DeclarationKind<T> kind, Picture before, Picture now, boolean gray, List<Failure> failures) {
        var contents = now.byId(kind.type(), gray);
        for (var breach : kind.breaches(values(kind, before.byId(kind.type(), false)), values(kind, contents))) {
            var content = contents.get(breach.id());
            if (content != null) {
                failures.add(new Failure(content.content(), breach.problem()));
            }
        }
    }

    private static <T> Map<String, T> values(DeclarationKind<T> kind, Map<String, Picture.Compiled> contents) {
        var values = new LinkedHashMap<String, T>();
        contents.forEach((id, compiled) -> values.put(id, kind.type().cast(compiled.value())));
        return values;
    }
}
