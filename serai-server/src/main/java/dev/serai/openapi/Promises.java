package dev.serai.openapi;

import dev.serai.release.DeclarationKind.Breach;
import dev.serai.release.DeclarationProblem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a published method promised its callers, and whether a revision keeps it. */
final class Promises {
    static final String INPUT = "/requestBody/content/application~1json/schema";
    static final String OUTPUT = "/responses/200/content/application~1json/schema";

    private Promises() {}

    /** @param today a method past its sunset may go */
    static List<Breach> breaches(Map<String, ApiDocument> before, Map<String, ApiDocument> now, LocalDate today) {
        var breaches = new ArrayList<Breach>();
        var after = new HashMap<String, Operation>();
        var documents = new HashMap<String, String>();
        now.forEach((id, document) -> document.operations().forEach(operation -> {
            after.put(operation.key(), operation);
            documents.put(operation.key(), id);
        }));
        before.forEach((id, document) -> {
            if (document.equals(now.get(id))) {
                return;
            }
            for (var old : document.operations()) {
                var mine = after.get(old.key());
                if (mine != null) {
                    kept(old, mine, rule -> breaches.add(new Breach(documents.getOrDefault(old.key(), id), rule)));
                } else if (now.containsKey(id) && !pastSunset(old, today)) {
                    breaches.add(new Breach(
                            id,
                            new DeclarationProblem(
                                    "/paths",
                                    "the method " + old.key()
                                            + " is published and may not vanish; declare it deprecated and"
                                            + " remove it after its sunset")));
                }
            }
        });
        return breaches;
    }

    private static boolean pastSunset(Operation old, LocalDate today) {
        var deprecated = old.deprecated();
        return deprecated != null && !today.isBefore(deprecated.sunset());
    }

    private interface Report {
        void broken(DeclarationProblem problem);
    }

    private static void kept(Operation old, Operation now, Report report) {
        if (!old.userNeeded() && now.userNeeded()) {
            report.broken(broken(now, "/x-serai/user", "callers send no access token yet"));
        }
        if (old.userNeeded() && !old.scopes().containsAll(now.scopes())) {
            report.broken(broken(now, "/x-serai/scopes", "users have not consented to the new scope"));
        }
        if (old.open() && !now.open()) {
            report.broken(broken(now, "/x-serai/open", "callers do not sign it yet"));
        }
        if (now.bodyBytesMax() < old.bodyBytesMax()) {
            report.broken(broken(
                    now,
                    "/x-serai/max_body_bytes",
                    "callers may send " + old.bodyBytesMax() + " bytes, found " + now.bodyBytesMax()));
        }
        if (!old.parameters().equals(now.parameters())) {
            SchemaChange.input(old.parameters(), now.parameters())
                    .forEach(d -> report.broken(broken(now, INPUT + d.pointer(), d.difference())));
        }
        var promised = old.data();
        if (promised != null && !promised.equals(now.data())) {
            var data = now.data();
            if (data == null) {
                report.broken(broken(now, "/responses", "the answer's data is no longer declared"));
            } else {
                SchemaChange.output(promised, data)
                        .forEach(d -> report.broken(broken(now, OUTPUT + d.pointer(), d.difference())));
            }
        }
    }

    private static DeclarationProblem broken(Operation now, String below, String difference) {
        return new DeclarationProblem(
                now.place() + below,
                "breaks the published " + now.key() + ": " + difference + "; publish a new version, "
                        + Operation.key(now.name(), now.version() + 1) + ", instead");
    }
}
