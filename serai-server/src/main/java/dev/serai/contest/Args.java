package dev.serai.contest;

import dev.serai.kernel.Excerpt;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What an action was asked with. */
record Args(ObjectNode given) {
    int integer(String name, int min, int max, int otherwise) {
        var value = given.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "args." + name + " must be an integer from " + min + " to " + max + ", was "
                            + shown(value.toString()));
        }
        if (value.intValue() < min) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "args." + name + " must be at least " + min + ", was " + value.intValue());
        }
        if (value.intValue() > max) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "args." + name + " must be at most " + max + ", was " + value.intValue());
        }
        return value.intValue();
    }

    @Nullable String text(String name) {
        var value = given.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "args." + name + " must be a string, was " + shown(value.toString()));
        }
        return value.stringValue();
    }

    /** False where it is absent. */
    boolean flag(String name) {
        var value = given.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "args." + name + " must be true or false, was " + shown(value.toString()));
        }
        return value.booleanValue();
    }

    String required(String name) {
        var text = text(name);
        if (text == null || text.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "args." + name + " is missing; send it inside args");
        }
        return text;
    }

    private static String shown(String text) {
        return Excerpt.of(text, 60);
    }
}
