package dev.serai.fact;

import dev.serai.kernel.Json;
import dev.serai.merchant.Sandboxes;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import dev.serai.release.Snapshots;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code fact.report}: facts reported at the door. One broken element costs its neighbours nothing. */
@Component
final class FactReport implements ApiMethod {
    /** Facts one call may report. */
    static final int FACTS_MAX = 500;

    private final Facts facts;
    private final SandboxFacts sandbox;
    private final ReportingGrants grants;
    private final Snapshots snapshots;

    FactReport(Facts facts, SandboxFacts sandbox, ReportingGrants grants, Snapshots snapshots) {
        this.facts = facts;
        this.sandbox = sandbox;
        this.grants = grants;
        this.snapshots = snapshots;
    }

    @Override
    public String name() {
        return "fact.report";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var given = array(call.text("facts"));
        var now = snapshots.now();
        Map<String, Boolean> granted = new HashMap<>();
        List<Element> elements = new ArrayList<>(given.size());
        given.forEach(node -> elements.add(
                // A grant exists of what is declared only; that a type is not, the intake says.
                read(
                        node,
                        type -> now.find(FactType.class, type, null).isEmpty()
                                || granted.computeIfAbsent(type, t -> grants.mayReport(call.app(), t)))));
        if (!granted.isEmpty() && !granted.containsValue(true)) {
            throw new Refusal(
                    SubCode.API_NOT_GRANTED,
                    "app " + call.app() + " may not report "
                            + granted.keySet().stream().sorted().toList()
                            + "; ask the platform for the grant of this fact type");
        }
        var good = elements.stream()
                .map(Element::fact)
                .filter(fact -> fact != null)
                .toList();
        var taken = (Sandboxes.isSpace(call.merchant()) ? sandbox.take(call.merchant(), good) : facts.take(good))
                .iterator();
        var answer = Json.object();
        var results = answer.putArray("results");
        for (var element : elements) {
            var outcome = element.fact == null ? null : taken.next();
            var row = results.addObject();
            row.set("id", element.id);
            row.set("version", element.version);
            row.put("result", (outcome == null ? Taken.Result.REFUSED : outcome.result()).wire());
            var cause = outcome == null ? element.cause : outcome.cause();
            row.put("cause", cause.isEmpty() ? null : cause);
        }
        return answer;
    }

    private static JsonNode array(@Nullable String text) {
        if (text == null) {
            throw new Refusal(SubCode.PARAM_MISSING, "facts is missing; send a JSON array of 1 to 500 facts");
        }
        JsonNode given;
        try {
            given = Json.read(text);
        } catch (JacksonException e) {
            throw new Refusal(SubCode.PARAM_INVALID, "facts is not JSON: " + e.getOriginalMessage());
        }
        if (!given.isArray()) {
            throw new Refusal(SubCode.PARAM_INVALID, "facts must be a JSON array, found " + given.getNodeType());
        }
        if (given.size() > FACTS_MAX) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "facts must have at most " + FACTS_MAX + " elements, has " + given.size()
                            + "; send less at a time");
        }
        return given;
    }

    private interface Grant {
        boolean of(String type);
    }

    /** One element: the fact it tells, or why it tells none. */
    private record Element(
            JsonNode id, JsonNode version, @Nullable NewFact fact, String cause) {}

    private static Element read(JsonNode node, Grant grant) {
        var none = Json.MAPPER.nullNode();
        if (!node.isObject()) {
            return new Element(none, none, null, "an element must be an object {type, id, version, occurred_at, body}");
        }
        var id = node.path("id").isString() ? node.path("id") : none;
        var version = node.path("version").isIntegralNumber() ? node.path("version") : none;
        var type = node.path("type").isString() ? node.path("type").stringValue() : null;
        if (type == null) {
            return new Element(id, version, null, "type must be a string naming a fact type");
        }
        if (!grant.of(type)) {
            return new Element(id, version, null, "no grant to report this fact type; ask the platform for the grant");
        }
        if (id.isNull()) {
            return new Element(id, version, null, "id must be a string");
        }
        if (version.isNull() || !version.canConvertToLong()) {
            return new Element(id, version, null, "version must be an integer from 1 to " + Intake.VERSION_MAX);
        }
        var at = instant(node.path("occurred_at"));
        if (at == null) {
            return new Element(
                    id, version, null, "occurred_at must be ISO-8601 with offset, like 2017-03-01T08:00:00+08:00");
        }
        var body = node.path("body").isMissingNode() || node.path("body").isNull() ? Json.object() : node.path("body");
        return new Element(id, version, new NewFact(type, id.stringValue(), version.longValue(), at, body), "");
    }

    private static @Nullable Instant instant(JsonNode node) {
        if (!node.isString()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(node.stringValue()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
