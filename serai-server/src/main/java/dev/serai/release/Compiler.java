package dev.serai.release;

import dev.serai.release.Picture.Compiled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Makes a picture of what is to be published, rank by rank: a file sees what files of lower ranks compiled to. Where nothing
 * changed of the types it looked at, it is taken over from the picture before.
 */
@Component
class Compiler {
    private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

    private final Kinds kinds;

    Compiler(Kinds kinds) {
        this.kinds = kinds;
    }

    /** A content that has no meaning, and why. */
    record Failure(Content content, DeclarationProblem problem) {}

    /** @param failures empty: the picture may be shown */
    record Result(Picture picture, List<Failure> failures) {}

    /**
     * @param contents reads a content's file
     * @param lenient leave out what fails, rather than fail: at a start there is no picture before
     */
    Result compile(
            long number, List<HeadRow> heads, Function<Content, JsonNode> contents, Picture before, boolean lenient) {
        return new Run(heads, contents, before, lenient).result(number);
    }

    private final class Run {
        final List<HeadRow> heads;
        final Function<Content, JsonNode> contents;
        final Picture before;
        final boolean lenient;
        /** The types of which anything is another than before. */
        final Set<Class<?>> changed;

        final Map<Content, Compiled> done = new LinkedHashMap<>();
        final Map<Content, String> broken = new LinkedHashMap<>();
        final List<Failure> failures = new ArrayList<>();
        final View main = new View();
        final View gray = new View();
        final Map<String, String> idsTaken = new HashMap<>();

        Run(List<HeadRow> heads, Function<Content, JsonNode> contents, Picture before, boolean lenient) {
            this.heads = heads;
            this.contents = contents;
            this.before = before;
            this.lenient = lenient;
            this.changed = changed();
        }

        Result result(long number) {
            var byRank = heads.stream()
                    .filter(h -> !h.deleted())
                    .collect(Collectors.groupingBy(h -> rank(h.kind()), TreeMap::new, Collectors.toList()));
            var ordered = new ArrayList<HeadRow>();
            byRank.forEach((rank, rows) -> {
                rows.sort(Comparator.comparing(HeadRow::kind).thenComparing(HeadRow::id));
                var mainValues = new View();
                var grayValues = new View();
                for (var head : rows) {
                    compile(head, mainValues, grayValues);
                }
                main.add(mainValues);
                gray.add(mainValues);
                gray.add(grayValues);
                ordered.addAll(rows);
            });
            var picture = new Picture(number, heads, done, broken);
            for (var head : ordered) {
                var kind = kinds.find(head.kind());
                if (kind != null) {
                    picture.show(kind.type(), head);
                }
            }
            return new Result(picture, failures);
        }

        private void compile(HeadRow head, View mainValues, View grayValues) {
            var kind = kinds.find(head.kind());
            for (var hash :
                    Stream.of(head.main(), head.gray()).filter(Objects::nonNull).toList()) {
                var content = new Content(head.kind(), head.id(), hash);
                if (kind == null) {
                    failed(content, new DeclarationProblem("", "no room knows the kind " + head.kind() + " any more"));
                    continue;
                }
                try {
                    unique(kind, head);
                    boolean forAll = hash.equals(head.main());
                    var compiled = compiled(kind, content, forAll);
                    done.put(content, compiled);
                    (forAll ? mainValues : grayValues).put(kind.type(), head.id(), compiled.value());
                } catch (DeclarationProblem e) {
                    failed(content, e);
                } catch (RuntimeException e) {
                    LOG.error("the kind {} broke over {} {}", head.kind(), head.id(), hash, e);
                    failed(content, new DeclarationProblem("", "our compiler for " + head.kind() + " broke: " + e));
                }
            }
        }

        private Compiled compiled(DeclarationKind<?> kind, Content content, boolean forAll) {
            var known = before.compiled.get(content);
            if (known != null && known.forAll() == forAll && Collections.disjoint(known.asked(), changed)) {
                return known;
            }
            changed.add(kind.type());
            var file = known == null ? contents.apply(content) : known.file();
            var others = new Asked(forAll ? main : gray);
            return new Compiled(content, file, kind.compile(file, others), forAll, Set.copyOf(others.types));
        }

        private void failed(Content content, DeclarationProblem problem) {
            broken.put(content, problem.getMessage());
            var kind = kinds.find(content.kind());
            if (kind != null && before.compiled.containsKey(content)) {
                changed.add(kind.type());
            }
            // What was broken before must not stop others from being published.
            if (!lenient && !before.broken.containsKey(content)) {
                failures.add(new Failure(content, problem));
            }
        }

        private void unique(DeclarationKind<?> kind, HeadRow head) {
            var other = idsTaken.putIfAbsent(kind.type().getName() + " " + head.id(), head.kind());
            if (other != null && !other.equals(head.kind())) {
                throw new DeclarationProblem("", "the id " + head.id() + " is taken by " + other + "; choose another");
            }
        }

        private Set<Class<?>> changed() {
            var previous = new HashMap<String, HeadRow>();
            before.heads.forEach(h -> previous.put(h.kind() + " " + h.id(), h));
            return heads.stream()
                    .filter(h -> !h.sameContents(previous.get(h.kind() + " " + h.id())))
                    .map(h -> kinds.find(h.kind()))
                    .filter(Objects::nonNull)
                    .map(DeclarationKind::type)
                    .collect(Collectors.toCollection(HashSet::new));
        }

        private int rank(String name) {
            var kind = kinds.find(name);
            return kind == null ? Integer.MAX_VALUE : kind.rank();
        }
    }

    /** What files of higher ranks may refer to. */
    private static final class View {
        private final Map<Class<?>, Map<String, Object>> byType = new HashMap<>();

        void put(Class<?> type, String id, Object value) {
            byType.computeIfAbsent(type, t -> new LinkedHashMap<>()).put(id, value);
        }

        void add(View more) {
            more.byType.forEach((type, values) -> values.forEach((id, value) -> put(type, id, value)));
        }

        @SuppressWarnings("unchecked") // Whatever is put under a type was compiled to it.
        <O> Map<String, O> of(Class<O> type) {
            return (Map<String, O>) Collections.unmodifiableMap(byType.getOrDefault(type, Map.of()));
        }
    }

    /** Remembers what was looked at. */
    private static final class Asked implements DeclarationKind.Others {
        private final View view;
        final Set<Class<?>> types = new HashSet<>();

        Asked(View view) {
            this.view = view;
        }

        @Override
        public <O> Map<String, O> of(Class<O> type) {
            types.add(type);
            return view.of(type);
        }
    }
}
