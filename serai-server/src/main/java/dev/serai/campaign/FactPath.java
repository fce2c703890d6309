package dev.serai.campaign;

import dev.serai.fact.Shape;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Where a value stands in a fact's body, written {@code fact.amount} or {@code fact.payer.id}. */
record FactPath(List<String> steps) {
    static final String PATTERN = "fact(\\.[a-zA-Z_][a-zA-Z0-9_]{0,63}){1,5}";
    private static final Pattern FORM = Pattern.compile(PATTERN);

    /** Throws IllegalArgumentException when the text is of another form. */
    static FactPath parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a place in the fact such as fact.amount, found " + text);
        }
        var parts = List.of(text.split("\\.", -1));
        return new FactPath(parts.subList(1, parts.size()));
    }

    /** What a fact type's body says of this place; null where it has none. */
    @Nullable Shape of(Shape.Fields body) {
        Shape at = body;
        for (var step : steps) {
            at = switch (at) {
                case Shape.Fields fields -> fields.fields().getOrDefault(step, fields.others());
                case Shape.Anything anything -> anything;
                default -> null;
            };
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** The value there; a missing node where there is none. */
    JsonNode in(JsonNode body) {
        var at = body;
        for (var step : steps) {
            var next = at.get(step);
            if (next == null) {
                return MissingNode.getInstance();
            }
            at = next;
        }
        return at;
    }

    @Override
    public String toString() {
        return "fact." + String.join(".", steps);
    }
}
