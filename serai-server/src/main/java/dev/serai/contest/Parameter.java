package dev.serai.contest;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something a metric leaves to the contest.
 *
 * @param byDefault what holds where the contest says nothing; null: unset
 * @param from the column of document 001 it stands for
 * @param choices the words a choice is made from
 */
record Parameter(Type type, JsonNode byDefault, @Nullable String from, Map<String, String> name, List<String> choices) {
    /** MONEY is minor units, PERMILLE thousandths: integers all. */
    enum Type {
        INTEGER,
        MONEY,
        PERMILLE,
        CHOICE,
        SKU_RULES
    }

    static Parameter read(JsonNode node) {
        List<String> choices = new java.util.ArrayList<>();
        node.path("choices").forEach(choice -> choices.add(choice.asString()));
        var from = node.path("from");
        return new Parameter(
                Type.valueOf(node.path("type").asString().toUpperCase(Locale.ROOT)),
                node.path("default"),
                from.isString() ? from.stringValue() : null,
                MetricKind.texts(node.path("name")),
                List.copyOf(choices));
    }

    /** What is wrong with a contest's value; null when it fits. */
    @Nullable String misfit(JsonNode value) {
        if (value.isNull()) {
            return byDefault.isNull() ? null : "must not be null";
        }
        return switch (type) {
            case INTEGER, MONEY, PERMILLE ->
                value.isIntegralNumber() ? null : "must be an integer, found " + value.getNodeType();
            case CHOICE ->
                value.isString() && choices.contains(value.stringValue())
                        ? null
                        : "must be one of " + choices + ", found " + value;
            case SKU_RULES -> value.isArray() ? null : "must be a list of goods";
        };
    }
}
