package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.ReadFile.Place;
import dev.serai.release.ReadFile.Places;
import dev.serai.release.ReadFile.Unreadable;
import java.util.Arrays;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A JSON file, read token by token to know where each value stands. */
final class JsonText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int EXCERPT_CHARS = 200;

    /** In a longer line a column counts characters outside the basic plane as two. */
    private static final int COLUMN_EXACT_CHARS = 10_000;

    private final SourceFile source;
    private final String text;
    private final int[] lineStarts;
    private final Places places = new Places();

    JsonText(SourceFile source) {
        this.source = source;
        this.text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    ReadFile read() {
        try (var parser = Json.MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new Unreadable(
                        new Problem(source.name(), 1, 1, "", "the file is empty; it must hold one declaration"));
            }
            var content = value("", parser);
            if (parser.nextToken() != null) {
                var place = place(parser.currentTokenLocation());
                throw new Unreadable(new Problem(
                        source.name(), place.line(), place.column(), place.text(), "a file holds one declaration"));
            }
            return new ReadFile(source, content, places);
        } catch (JacksonException e) {
            var place = e.getLocation() == null ? new Place(1, 1, "") : place(e.getLocation());
            throw new Unreadable(new Problem(
                    source.name(),
                    place.line(),
                    place.column(),
                    place.text(),
                    "not JSON: " + ReadFile.excerpt(String.valueOf(e.getOriginalMessage()))));
        }
    }

    private JsonNode value(String pointer, JsonParser parser) {
        var token = parser.currentToken();
        var at = place(parser.currentTokenLocation());
        places.values.put(pointer, at);
        var read = content(pointer, token, parser);
        if (!read.isContainer()) {
            int from = (int) parser.currentTokenLocation().getCharOffset();
            int to = (int) Math.min(parser.currentLocation().getCharOffset(), text.length());
            places.values.put(
                    pointer,
                    new Place(at.line(), at.column(), ReadFile.excerpt(text.substring(from, Math.max(from, to)))));
        }
        return read;
    }

    private JsonNode content(String pointer, JsonToken token, JsonParser parser) {
        return switch (token) {
            case START_OBJECT -> {
                var object = NODES.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    var here = ReadFile.pointer(pointer, name);
                    var at = place(parser.currentTokenLocation());
                    places.keys.put(here, new Place(at.line(), at.column(), name));
                    parser.nextToken();
                    object.set(name, value(here, parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(pointer + "/" + array.size(), parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private Place place(TokenStreamLocation location) {
        int offset = (int) Math.clamp(location.getCharOffset(), 0, text.length());
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : text.length();
        // Only the beginning is shown; a file may be one long line.
        var rest = text.substring(offset, Math.min(end, offset + EXCERPT_CHARS)).strip();
        int before = Math.max(lineStarts[line], offset - COLUMN_EXACT_CHARS);
        return new Place(
                line + 1,
                before - lineStarts[line] + text.codePointCount(before, offset) + 1,
                ReadFile.excerpt(rest.endsWith(",") ? rest.substring(0, rest.length() - 1) : rest));
    }
}
