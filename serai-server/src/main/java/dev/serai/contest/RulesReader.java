package dev.serai.contest;

import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a contest file's rules. What does not fit the metric or the roster is refused with its place in the file. */
final class RulesReader {
    private static final List<String> ABOVE_CLERKS = List.of("store", "city", "region", "brand");

    private final JsonNode file;
    private final Metric metric;
    private final String unit;
    private final Roster roster;
    private final Definition definition;

    RulesReader(JsonNode file, Metric metric, String unit, Roster roster, Definition definition) {
        this.file = file;
        this.metric = metric;
        this.unit = unit;
        this.roster = roster;
        this.definition = definition;
    }

    Rules read() {
        var ties = word(Rules.Ties.class, "ties", Rules.Ties.COMPETITION);
        if (metric.nightly() && (ties == Rules.Ties.FIRST_REACHED || ties == Rules.Ties.FEWER_RECEIPTS)) {
            throw new DeclarationProblem(
                    "/ties",
                    "metric " + metric.id() + " counts nightly statements, not documents; take competition or name");
        }
        var divisions = divisions();
        if (divisions != null && (metric.groupTop() != null || file.has("sale_top"))) {
            throw new DeclarationProblem(
                    "/divisions", "goes with no board that is ranked in groups (sale_top, metric " + metric.id() + ")");
        }
        var baseline = baseline();
        if (divisions instanceof Divisions.BySize && baseline == null) {
            throw new DeclarationProblem(
                    "/divisions/by", "size is what participants scored before; say when, in baseline: {start, end}");
        }
        var rules = new Rules(
                word(Rules.WithoutFacts.class, "without_facts", Rules.WithoutFacts.SCORED),
                ties,
                leastVolume(),
                divisions,
                file.path("sale_top").asInt(0),
                baseline,
                new HeadToHeadReader(file, metric, roster, definition, baseline != null).read(),
                suspicions());
        if ("seed001".equals(definition.given().value("compat", null)) && !rules.plain()) {
            throw new DeclarationProblem(
                    "/params/compat",
                    "seed001 ranks as document 001 does; it goes with no ties, min_volume and divisions");
        }
        return rules;
    }

    private <E extends Enum<E>> E word(Class<E> words, String field, E otherwise) {
        var said = file.path(field);
        return said.isString() ? Enum.valueOf(words, said.stringValue().toUpperCase(Locale.ROOT)) : otherwise;
    }

    private @Nullable BigInteger leastVolume() {
        if (!file.has("min_volume")) {
            return null;
        }
        if (!metric.score().ratio()) {
            throw new DeclarationProblem(
                    "/min_volume", "metric " + metric.id() + " is no ratio, so it has no volume to be too small");
        }
        return file.path("min_volume").bigIntegerValue();
    }

    private @Nullable Definition baseline() {
        if (!file.has("baseline")) {
            return null;
        }
        var days = definition.given().days();
        var start = ContestKind.instant(file.path("baseline").path("start"), "/baseline/start", days);
        var end = ContestKind.instant(file.path("baseline").path("end"), "/baseline/end", days);
        if (!start.isBefore(end)) {
            throw new DeclarationProblem("/baseline/end", "must be after its start, " + start);
        }
        if (end.isAfter(definition.start())) {
            throw new DeclarationProblem(
                    "/baseline/end",
                    "must not be after the contest's start, " + definition.start() + "; it was " + end);
        }
        return Definition.of(
                metric,
                metric.counted(unit),
                definition.given().params(),
                start,
                end,
                days,
                definition.given().stores());
    }

    private @Nullable Divisions divisions() {
        var node = file.path("divisions");
        if (node.isMissingNode()) {
            return null;
        }
        var by = node.path("by").asString();
        return switch (by) {
            case "list" -> listed(node);
            case "size" -> new Divisions.BySize(sizes(node));
            default -> byPlace(by, node);
        };
    }

    private Divisions byPlace(String by, JsonNode node) {
        var above =
                unit.equals("clerk") ? ABOVE_CLERKS : unit.equals("store") ? Metric.ABOVE_STORES : List.<String>of();
        if (!above.contains(by)) {
            throw new DeclarationProblem(
                    "/divisions/by",
                    above.isEmpty()
                            ? "participants of unit " + unit + " have no place in the organisation; take list or size"
                            : "a contest of " + unit + "s is divided by list, size or one of " + above);
        }
        if (node.has("list") || node.has("names") || node.has("rest")) {
            throw new DeclarationProblem(
                    "/divisions", "divisions by " + by + " come from the organisation; give by alone");
        }
        return new Divisions.ByPlace(by);
    }

    private Divisions listed(JsonNode node) {
        var list = node.path("list");
        if (list.isEmpty()) {
            throw new DeclarationProblem("/divisions/list", "must name the divisions, each with its participants");
        }
        Map<String, String> of = new HashMap<>();
        var names = new LinkedHashSet<String>();
        for (var division : list.properties()) {
            names.add(division.getKey());
            for (int i = 0; i < division.getValue().size(); i++) {
                var at = "/divisions/list/" + division.getKey() + "/" + i;
                var one = participant(division.getValue().get(i), roster, at);
                var other = of.put(one, division.getKey());
                if (other != null) {
                    throw new DeclarationProblem(at, one + " stands in division " + other + " already");
                }
            }
        }
        var rest = node.path("rest").isString() ? node.path("rest").stringValue() : null;
        if (rest != null) {
            names.add(rest);
        }
        return new Divisions.Listed(List.copyOf(names), Map.copyOf(of), rest);
    }

    private static List<String> sizes(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("names").forEach(name -> names.add(name.asString()));
        if (names.size() < 2) {
            throw new DeclarationProblem("/divisions/names", "must name at least two divisions, the largest first");
        }
        return List.copyOf(names);
    }

    /** A participant's code as a file names it; one who cannot take part is a mistake. */
    static String participant(JsonNode node, Roster roster, String pointer) {
        var code = node.asString();
        if (!roster.has(code)) {
            throw new DeclarationProblem(pointer, "there is no participant " + code + " in the roster");
        }
        return code;
    }

    private List<Suspicion> suspicions() {
        List<Suspicion> all = new ArrayList<>();
        var kinds = new LinkedHashSet<String>();
        var flags = file.path("flags");
        for (int i = 0; i < flags.size(); i++) {
            var one = Suspicion.read(flags.get(i), "/flags/" + i, definition.given());
            if (!kinds.add(one.kind())) {
                throw new DeclarationProblem("/flags/" + i, one.kind() + " stands there twice");
            }
            all.add(one);
        }
        if (!all.isEmpty() && (metric.nightly() || metric.counted(unit).equals("user"))) {
            throw new DeclarationProblem(
                    "/flags",
                    "metric " + metric.id() + " counts no receipts or members, so there is nothing to look at");
        }
        return List.copyOf(all);
    }
}
