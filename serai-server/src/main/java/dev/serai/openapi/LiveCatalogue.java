package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Joins what is declared with the code that answers, once a publication. */
@Component
class LiveCatalogue implements Catalogue, Snapshots.Listener, SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalogue.class);

    private final Snapshots snapshots;
    private final Map<String, ApiMethod> code = new HashMap<>();
    private volatile Joined joined = new Joined(null, Map.of(), Map.of());

    LiveCatalogue(Snapshots snapshots, List<ApiMethod> methods) {
        this.snapshots = snapshots;
        methods.forEach(m -> code.put(Operation.key(m.name(), m.version()), m));
    }

    @Override
    public void afterSingletonsInstantiated() {
        published(snapshots.now());
    }

    @Override
    public void published(Snapshots.Snapshot now) {
        var methods = new TreeMap<String, OpenMethod>();
        for (var document : now.all(ApiDocument.class)) {
            join(document).forEach(methods::put);
        }
        joined = new Joined(now, Collections.unmodifiableMap(methods), code);
    }

    private Map<String, OpenMethod> join(ApiDocument document) {
        return join(document, code);
    }

    private static Map<String, OpenMethod> join(ApiDocument document, Map<String, ApiMethod> code) {
        var methods = new HashMap<String, OpenMethod>();
        for (var operation : document.operations()) {
            var answers = code.get(operation.key());
            if (answers == null && operation.proxy() == null) {
                LOG.error(
                        "{} is declared in \"{}\" but no code answers it and it has no x-serai.proxy; it is not served",
                        operation.key(),
                        document.id());
            } else {
                methods.put(operation.key(), new OpenMethod(operation, answers));
            }
        }
        return methods;
    }

    @Override
    public Page now() {
        return joined;
    }

    /** One snapshot's methods; those of a revision that only some apps see are joined when first asked for. */
    private static final class Joined implements Page {
        private final Snapshots.@Nullable Snapshot snapshot;
        private final Map<String, OpenMethod> methods;
        private final Map<String, ApiMethod> code;
        private final Map<ApiDocument, Map<String, OpenMethod>> early = new ConcurrentHashMap<>();

        Joined(Snapshots.@Nullable Snapshot snapshot, Map<String, OpenMethod> methods, Map<String, ApiMethod> code) {
            this.snapshot = snapshot;
            this.methods = methods;
            this.code = code;
        }

        @Override
        public Optional<OpenMethod> find(String name, int version, @Nullable AppId app) {
            var key = Operation.key(name, version);
            if (snapshot != null && app != null && snapshot.partlyPublished(ApiDocument.class)) {
                return snapshot.all(ApiDocument.class, app).stream()
                        .map(document -> early.computeIfAbsent(document, d -> join(d, code))
                                .get(key))
                        .filter(Objects::nonNull)
                        .findFirst();
            }
            return Optional.ofNullable(methods.get(key));
        }

        @Override
        public Collection<OpenMethod> all() {
            return methods.values();
        }
    }
}
