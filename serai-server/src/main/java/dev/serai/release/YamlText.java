package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.ReadFile.Place;
import dev.serai.release.ReadFile.Places;
import dev.serai.release.ReadFile.Unreadable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * YAML 1.2, core schema, one document, the part of it that is also JSON: no anchors, aliases or tags, no key twice, no .inf.
 * Built from the parser's events, not its nodes: depth is counted before anything recurses, and an alias is refused before
 * anything is expanded.
 */
final class YamlText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SourceFile source;
    private final int[] codePoints;
    private final Places places = new Places();
    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final Iterator<Event> events;

    YamlText(SourceFile source) {
        this.source = source;
        // A byte order mark is no part of the text.
        var text = source.text().startsWith("\uFEFF") ? source.text().substring(1) : source.text();
        this.codePoints = text.codePoints().toArray();
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setUseMarks(true)
                .setCodePointLimit(Declarations.FILE_SIZE_MAX_BYTES)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    ReadFile read() {
        try {
            events.next(); // stream start
            var first = events.next();
            if (first.getEventId() == Event.ID.StreamEnd) {
                throw bad(first.getStartMark(), "", "the file is empty; it must hold one declaration");
            }
            var content = value("", events.next(), 0);
            events.next(); // document end
            var last = events.next();
            if (last.getEventId() != Event.ID.StreamEnd) {
                throw bad(
                        last.getStartMark(), "---", "a file holds one declaration; put the next one into another file");
            }
            return new ReadFile(source, content, places);
        } catch (MarkedYamlEngineException e) {
            throw bad(e.getProblemMark(), "", "not YAML 1.2: " + e.getProblem());
        } catch (ReaderException e) {
            throw at(e.getPosition(), "the character U+" + Integer.toHexString(e.getCodePoint()) + " is not allowed");
        } catch (YamlEngineException | NoSuchElementException e) {
            throw bad(Optional.empty(), "", "not YAML 1.2: " + ReadFile.excerpt(String.valueOf(e.getMessage())));
        }
    }

    private JsonNode value(String pointer, Event event, int depth) {
        if (event instanceof AliasEvent) {
            throw bad(event.getStartMark(), text(event), "aliases are not allowed; write the value out");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw bad(
                    event.getStartMark(),
                    "",
                    "anchors are not allowed, found &" + node.getAnchor().get()
                            + "; write the value out where it is needed");
        }
        if (depth > Json.DEPTH_MAX) {
            throw bad(event.getStartMark(), "", "at most " + Json.DEPTH_MAX + " levels may be nested");
        }
        return switch (event) {
            case MappingStartEvent map -> {
                noTag(map, map.getTag());
                yield mapping(pointer, map, depth);
            }
            case SequenceStartEvent list -> {
                noTag(list, list.getTag());
                yield sequence(pointer, list, depth);
            }
            case ScalarEvent scalar -> {
                noTag(scalar, scalar.getTag());
                places.values.put(pointer, place(scalar, text(scalar)));
                yield scalar(scalar);
            }
            default -> throw bad(event.getStartMark(), "", "a value is missing here");
        };
    }

    private JsonNode mapping(String pointer, Event start, int depth) {
        places.values.put(pointer, place(start, line(start)));
        var object = NODES.objectNode();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key) || key.getAnchor().isPresent()) {
                throw bad(event.getStartMark(), text(event), "a key must be a plain word");
            }
            noTag(key, key.getTag());
            var here = ReadFile.pointer(pointer, key.getValue());
            if (object.has(key.getValue())) {
                throw bad(
                        key.getStartMark(),
                        key.getValue(),
                        "the key is here twice, first in line "
                                + (places.keys.containsKey(here)
                                        ? places.keys.get(here).line()
                                        : 0)
                                + "; keep one of them");
            }
            places.keys.put(here, place(key, key.getValue()));
            object.set(key.getValue(), value(here, events.next(), depth + 1));
        }
        return object;
    }

    private JsonNode sequence(String pointer, Event start, int depth) {
        places.values.put(pointer, place(start, line(start)));
        var array = NODES.arrayNode();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            array.add(value(pointer + "/" + array.size(), event, depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarEvent scalar) {
        var value = scalar.getValue();
        if (!scalar.isPlain()) {
            return NODES.stringNode(value);
        }
        var tag = resolver.resolve(value, true);
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(value.toLowerCase(Locale.ROOT).equals("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(scalar, tag.equals(Tag.INT));
        }
        return NODES.stringNode(value);
    }

    private JsonNode number(ScalarEvent scalar, boolean whole) {
        var value = scalar.getValue();
        if (value.length() > Json.NUMBER_LENGTH_MAX) {
            throw bad(scalar.getStartMark(), value, "a number may have " + Json.NUMBER_LENGTH_MAX + " digits");
        }
        try {
            if (!whole) {
                return NODES.numberNode(new BigDecimal(value));
            }
            if (value.startsWith("0o")) {
                return NODES.numberNode(new BigInteger(value.substring(2), 8));
            }
            return value.startsWith("0x")
                    ? NODES.numberNode(new BigInteger(value.substring(2), 16))
                    : NODES.numberNode(new BigInteger(value));
        } catch (NumberFormatException e) {
            throw bad(scalar.getStartMark(), value, "this number has no exact value; write a decimal number");
        }
    }

    private void noTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw bad(event.getStartMark(), tag.get(), "tags are not allowed; leave it out, and quote what is text");
        }
    }

    private Place place(Event event, String text) {
        return event.getStartMark()
                .map(m -> new Place(m.getLine() + 1, m.getColumn() + 1, ReadFile.excerpt(text)))
                .orElse(new Place(1, 1, ""));
    }

    /** As it is written, quotes included. */
    private String text(Event event) {
        int from = event.getStartMark().map(Mark::getIndex).orElse(0);
        int to = event.getEndMark().map(Mark::getIndex).orElse(from);
        return slice(from, to);
    }

    private String line(Event event) {
        int from = event.getStartMark().map(Mark::getIndex).orElse(0);
        int to = from;
        while (to < codePoints.length && codePoints[to] != '\n') {
            to++;
        }
        return slice(from, to);
    }

    private String slice(int from, int to) {
        int end = Math.min(to, codePoints.length);
        return from >= end ? "" : new String(codePoints, from, end - from);
    }

    private Unreadable bad(Optional<Mark> mark, String text, String rule) {
        return new Unreadable(new Problem(
                source.name(),
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1,
                ReadFile.excerpt(text.isEmpty() && mark.isPresent() ? lineAt(mark.get()) : text),
                rule));
    }

    private String lineAt(Mark mark) {
        int from = Math.max(0, mark.getIndex() - mark.getColumn());
        int to = from;
        while (to < codePoints.length && codePoints[to] != '\n') {
            to++;
        }
        return slice(from, to);
    }

    private Unreadable at(int index, String rule) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, codePoints.length); i++) {
            column = codePoints[i] == '\n' ? 1 : column + 1;
            line += codePoints[i] == '\n' ? 1 : 0;
        }
        return new Unreadable(new Problem(source.name(), line, column, "", rule));
    }
}
