package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.release.Publisher.NoMeaning;
import dev.serai.release.Publisher.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Takes files in: reads them, checks their form, and hands what they want to the publisher. */
@Component
class Intake implements Declarations {
    /** It stands in addresses and in tables. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final int NAME_LENGTH_MAX = 200;

    private final Kinds kinds;
    private final Publisher publisher;
    private final Shelf shelf;

    Intake(Kinds kinds, Publisher publisher, Shelf shelf) {
        this.kinds = kinds;
        this.publisher = publisher;
        this.shelf = shelf;
    }

    /** A file whose form is right. */
    record Checked(ReadFile file, Content content, JsonNode json) {}

    @Override
    public Applied apply(List<SourceFile> files, Share share, Actor by) {
        return apply(files, share, by, false, head -> true, () -> {});
    }

    @Override
    public Applied check(List<SourceFile> files, Share share, Actor by) {
        return apply(files, share, by, true, head -> true, () -> {});
    }

    /**
     * @param mayChange whether a declaration that exists may be changed by this
     * @param besides what to write in the same transaction
     */
    Applied apply(
            List<SourceFile> files,
            Share share,
            Actor by,
            boolean dryRun,
            Predicate<HeadRow> mayChange,
            Runnable besides) {
        var checked = checked(files);
        var changed = new HashMap<Content, Boolean>();
        long snapshot;
        try {
            snapshot = publisher.publish(
                    desk -> {
                        var steps = new ArrayList<Step>();
                        var fresh = new HashMap<Content, JsonNode>();
                        for (var one : checked) {
                            var content = one.content();
                            var head = desk.find(content.kind(), content.id());
                            var step = head != null && !mayChange.test(head) ? null : step(head, content, share);
                            fresh.put(content, one.json());
                            changed.put(content, step != null);
                            if (step != null) {
                                steps.add(step);
                            }
                        }
                        return new Plan(steps, fresh, () -> {
                            checked.forEach(c ->
                                    shelf.keep(c.content(), c.json(), c.file().source(), by));
                            besides.run();
                        });
                    },
                    by,
                    dryRun);
        } catch (NoMeaning e) {
            throw new BadFiles(problems(e, checked));
        }
        return new Applied(
                snapshot,
                checked.stream()
                        .map(c -> new Applied.Line(
                                c.file().source().name(),
                                c.content().kind(),
                                c.content().id(),
                                c.content().hash(),
                                changed.getOrDefault(c.content(), false)))
                        .toList());
    }

    /** What must happen so that this content is visible to this share; null: it is. */
    static @Nullable Step step(@Nullable HeadRow known, Content content, Share share) {
        var head = known == null ? HeadRow.none(content.kind(), content.id()) : known;
        var hash = content.hash();
        if (share.everybody()) {
            return hash.equals(head.main()) && head.gray() == null && !head.deleted()
                    ? null
                    : new Step("publish", hash, Share.ALL, head.toAll(hash));
        }
        if (hash.equals(head.main())) {
            return null;
        }
        var running = head.share();
        if (!hash.equals(head.gray()) || running == null) {
            return new Step("publish", hash, share, head.toSome(hash, share));
        }
        return share.equals(running) ? null : new Step("widen", hash, share, head.toSome(hash, share));
    }

    private List<Checked> checked(List<SourceFile> files) {
        if (files.size() > FILES_MAX) {
            throw new BadFiles(List.of(new Problem(
                    "", 1, 1, "", "at most " + FILES_MAX + " files at once, found " + files.size() + "; split them")));
        }
        var problems = new ArrayList<Problem>();
        var checked = new LinkedHashMap<String, Checked>();
        for (var source : files) {
            try {
                var one = checked(new SourceFile(name(source), source.text()), problems);
                if (one != null) {
                    var same = checked.putIfAbsent(
                            one.content().kind() + " " + one.content().id(), one);
                    if (same != null) {
                        problems.add(one.file()
                                .at(
                                        "",
                                        "declares " + one.content().kind() + " "
                                                + one.content().id() + ", as "
                                                + same.file().source().name() + " does; keep one of them"));
                    }
                }
            } catch (ReadFile.Unreadable e) {
                problems.add(e.problem());
            }
        }
        if (!problems.isEmpty()) {
            throw new BadFiles(problems);
        }
        return List.copyOf(checked.values());
    }

    /** Null where something is wrong with it; what, is added to {@code problems}. */
    @Nullable Checked checked(SourceFile source, List<Problem> problems) {
        var file = ReadFile.of(source);
        var kind = kind(file, problems);
        if (kind == null) {
            return null;
        }
        var found = kinds.form(kind).problems(file);
        if (!found.isEmpty()) {
            problems.addAll(found);
            return null;
        }
        // What is compiled is exactly what is kept: read back from the canonical text.
        var canonical = Json.canonical(file.content());
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(canonical)) {
            problems.add(file.at("", "half of a surrogate pair is no character; remove it"));
            return null;
        }
        var json = Json.read(canonical);
        String id;
        try {
            id = kind.id(json);
        } catch (DeclarationProblem e) {
            problems.add(file.at(e.pointer(), e.getMessage()));
            return null;
        }
        if (!ID.matcher(id).matches()) {
            problems.add(file.at("/id", "an id is 1 to 100 of A-Z a-z 0-9 . _ - beginning with a letter or digit"));
            return null;
        }
        return new Checked(file, new Content(kind.kind(), id, Content.sha256(canonical)), json);
    }

    private @Nullable DeclarationKind<?> kind(ReadFile file, List<Problem> problems) {
        var known = "known kinds are " + String.join(", ", kinds.names());
        if (!file.content().isObject()) {
            problems.add(file.at("", "a declaration is a mapping with a key `serai`; " + known));
            return null;
        }
        var openapi = file.content().path("openapi");
        if (openapi.isString() && !file.content().has("serai")) {
            var kind = openapi.stringValue().startsWith("3.1.") ? kinds.find("openapi/v1") : null;
            if (kind == null) {
                problems.add(file.at(
                        "/openapi", "must be 3.1.x, found " + openapi + "; write the document in that version"));
            }
            return kind;
        }
        var name = file.content().path("serai");
        if (!name.isString()) {
            problems.add(file.at("/serai", "`serai: <kind>` is required at the top; " + known));
            return null;
        }
        var kind = kinds.find(name.stringValue());
        if (kind == null) {
            problems.add(file.at("/serai", "unknown kind " + name + "; " + known));
        }
        return kind;
    }

    private List<Problem> problems(NoMeaning refused, List<Checked> checked) {
        Map<Content, Checked> byContent = new HashMap<>();
        checked.forEach(c -> byContent.put(c.content(), c));
        return refused.failures().stream()
                .map(f -> {
                    var mine = byContent.get(f.content());
                    return mine == null
                            ? others(f)
                            : mine.file().at(f.problem().pointer(), f.problem().getMessage());
                })
                .toList();
    }

    /** Something published would lose its meaning: told with its own place. */
    Problem others(Compiler.Failure failure) {
        var text = shelf.text(failure.content());
        var rule = failure.content().kind() + " " + failure.content().id() + ", published, would no longer hold: "
                + failure.problem().getMessage();
        if (text.isEmpty()) {
            return new Problem("", 1, 1, "", rule);
        }
        try {
            return ReadFile.of(new SourceFile(text.get().file(), text.get().source()))
                    .at(failure.problem().pointer(), rule);
        } catch (ReadFile.Unreadable e) {
            return new Problem(text.get().file(), 1, 1, "", rule);
        }
    }

    private static String name(SourceFile source) {
        var name = source.name().replaceAll("\\p{Cntrl}", "");
        return name.length() <= NAME_LENGTH_MAX ? name : name.substring(name.length() - NAME_LENGTH_MAX);
    }
}
