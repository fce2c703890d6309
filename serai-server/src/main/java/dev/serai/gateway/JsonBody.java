package dev.serai.gateway;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a JSON object's members as parameters: a string signs as its characters, a number as it is written. */
public final class JsonBody {
    private static final int FAULT_LENGTH_MAX = 200;

    private JsonBody() {}

    /** Returns whether the body holds an array or object as a member, and so must be covered by body_sha256. */
    public static boolean read(byte[] body, List<RawParameter> into) {
        var text = Utf8.strict(body, "JSON body");
        boolean structures = false;
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal(SubCode.PARAM_INVALID, "a JSON body must be one object, like {\"name\": \"value\"}");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
                    into.add(new RawParameter(name, "", Json.read(parser)));
                    structures = true;
                } else {
                    into.add(new RawParameter(name, token == JsonToken.VALUE_NULL ? "" : parser.getString(), null));
                }
            }
            if (parser.nextToken() != null) {
                throw new Refusal(SubCode.PARAM_INVALID, "the JSON body goes on after its object's end");
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "the body is not JSON of the form we take: " + firstLine(e.getOriginalMessage())
                            + (at == null || at.getLineNr() < 0
                                    ? ""
                                    : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
        return structures;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return Excerpt.of(end < 0 ? message : message.substring(0, end), FAULT_LENGTH_MAX);
    }
}
