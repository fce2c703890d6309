package dev.serai.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a call's parameters the types the method declares, and refuses those that do not fit, with texts that come from
 * the schema. A form knows only text: "2" becomes the integer 2 where the schema wants one, and nothing else does.
 */
final class ParameterCheck {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,30})");
    private static final int FOUND_LENGTH_MAX = 60;
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode schema;
    private final JsonNode properties;
    private final PlainParameters plain;
    private final @Nullable SensitiveFields sensitive;
    private @Nullable Schema compiled;

    ParameterCheck(JsonNode schema) {
        this.schema = schema;
        this.properties = schema.path("properties");
        this.plain = new PlainParameters(schema);
        this.sensitive = SensitiveFields.of(schema);
    }

    /** The declared parameters among these, typed. */
    ObjectNode typed(List<RawParameter> raw) {
        var typed = Json.object();
        for (var one : raw) {
            var declared = properties.get(one.name());
            if (declared != null && !one.absent()) {
                typed.set(one.name(), value(one, declared));
            }
        }
        for (var name : schema.path("required")) {
            if (!typed.has(name.asString())) {
                throw new Refusal(SubCode.PARAM_MISSING, missing(name.asString()));
            }
        }
        if (!typed.isEmpty() && !plain.surelyFit(typed)) {
            validate(typed);
        }
        return typed;
    }

    private String missing(String name) {
        var about = properties.path(name).path("description").asString("");
        return name + " is required and was absent or empty; send it" + (about.isEmpty() ? "" : ": " + about);
    }

    private static JsonNode value(RawParameter raw, JsonNode declared) {
        var structure = raw.structure();
        if (structure != null) {
            return structure;
        }
        var text = raw.text();
        return switch (declared.path("type").asString("string")) {
            case "integer" -> integer(raw);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? Json.MAPPER.getNodeFactory().booleanNode(text.equals("true"))
                        : Json.MAPPER.getNodeFactory().stringNode(text);
            case "array", "object" -> parsed(raw);
            default -> Json.MAPPER.getNodeFactory().stringNode(text);
        };
    }

    /** The schema refuses what is no integer; one that no code of ours could take is refused whatever the schema says. */
    private static JsonNode integer(RawParameter raw) {
        var text = raw.text();
        if (!INTEGER.matcher(text).matches()) {
            return Json.MAPPER.getNodeFactory().stringNode(text);
        }
        var number = new BigInteger(text);
        if (number.bitLength() >= Long.SIZE) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    raw.name() + " must be an integer that fits 64 bits, found " + found(text)
                            + "; send a smaller one");
        }
        return Json.MAPPER.getNodeFactory().numberNode(number);
    }

    private static JsonNode parsed(RawParameter raw) {
        try {
            return Json.read(raw.text());
        } catch (JacksonException e) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    raw.name() + " must hold JSON, found " + found(raw.text()) + " (" + e.getOriginalMessage() + ")");
        }
    }

    private void validate(ObjectNode typed) {
        var errors = errors(typed);
        if (errors.isEmpty()) {
            return;
        }
        // Deterministic: the first place in the text's own order.
        var first = errors.stream()
                .min(Comparator.comparing((Error e) -> e.getInstanceLocation().toString()))
                .orElseThrow();
        boolean missing = "required".equals(first.getKeyword());
        throw new Refusal(missing ? SubCode.PARAM_MISSING : SubCode.PARAM_INVALID, text(first));
    }

    private List<Error> errors(ObjectNode typed) {
        try {
            return schema().validate(typed);
        } catch (JsonNodeException e) {
            // The validator compares a decimal with a bound as a long, and throws where it does not fit one.
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "a number in an array or object does not fit 64 bits; send one within the bounds that /docs/ tells");
        }
    }

    private String text(Error error) {
        var place = error.getInstanceLocation().toString();
        var name = place.startsWith("/") ? place.substring(1) : place;
        var unit = properties.path(name).path("x-unit").asString("");
        var instance = error.getInstanceNode();
        var text = new StringBuilder();
        if (!name.isEmpty()) {
            text.append(name).append(' ');
        }
        text.append(error.getMessage().replaceFirst("^[^ ]*: ", ""));
        // Which of several nested texts it is does not matter: where any is sensitive, none is repeated.
        if (instance != null && !instance.isContainer() && sensitive == null) {
            text.append(", found ")
                    .append(found(instance.isString() ? "\"" + instance.asString() + "\"" : instance.toString()));
        }
        if (!unit.isEmpty()) {
            text.append("; the unit is ").append(unit);
        }
        return text.toString();
    }

    private synchronized Schema schema() {
        // Compiled with the first call: a start needs none of them.
        if (compiled == null) {
            compiled = REGISTRY.getSchema(schema);
        }
        return compiled;
    }

    private static String found(String text) {
        return Excerpt.of(text, FOUND_LENGTH_MAX);
    }
}
