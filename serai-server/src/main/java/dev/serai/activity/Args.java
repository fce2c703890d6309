package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what callers send besides the action: one JSON object, and the names of users. */
final class Args {
    /** How long a user's id may be, in characters. */
    static final int USER_ID_LENGTH_MAX = 128;

    private Args() {}

    /** The arguments as one object: a string holding it, the object itself, or nothing at all. */
    static ObjectNode read(@Nullable JsonNode args) {
        if (args == null || args.isNull()) {
            return Json.object();
        }
        if (args instanceof ObjectNode object) {
            return object;
        }
        if (!args.isString()) {
            throw notAnObject(args.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        var text = args.asString();
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            var value = Json.read(text);
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw notAnObject(value.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (JacksonException e) {
            throw notAnObject("text that is not JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private static Refusal notAnObject(String found) {
        return new Refusal(
                SubCode.PARAM_INVALID, "args must be a string holding one JSON object, for example {}; found " + found);
    }

    /** A user's id as sent, or null where it is absent or empty. */
    static @Nullable String userId(@Nullable String sent) {
        if (sent == null || sent.isEmpty()) {
            return null;
        }
        if (sent.length() > USER_ID_LENGTH_MAX || sent.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "user_id must be 1 to " + USER_ID_LENGTH_MAX + " characters without control characters, found "
                            + sent.length() + " characters " + Activities.quoted(sent));
        }
        return sent;
    }
}
