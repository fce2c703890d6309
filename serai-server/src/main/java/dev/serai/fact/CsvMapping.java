package dev.serai.fact;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * How rows of a CSV file become facts: rows with one id are one fact; {@code head} fields are the same in all its rows, and
 * each row adds one item to the list {@code items}. Declared under {@code csv:} of a fact type.
 */
public final class CsvMapping {
    private final Cell id;
    private final String timeColumn;
    private final DateTimeFormatter timeForm;
    private final ZoneId zone;
    private final Map<String, Cell> head;
    private final @Nullable String items;
    private final Map<String, Cell> item;
    private final Set<String> columns = new HashSet<>();

    private CsvMapping(JsonNode csv, Shape.Fields body) {
        this.id = cell(csv.path("id"), "/csv/id");
        var time = csv.path("occurred_at");
        this.timeColumn = time.path("earliest").asString();
        columns.add(timeColumn);
        try {
            // Strict: 30 February is no other day, it is an error.
            this.timeForm = DateTimeFormatter.ofPattern(time.path("pattern").asString())
                    .withResolverStyle(ResolverStyle.STRICT);
            this.zone = ZoneId.of(time.path("zone").asString());
            local(timeForm, timeForm.format(LocalDateTime.of(2017, 3, 1, 8, 0)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DeclarationProblem("/csv/occurred_at", String.valueOf(e.getMessage()));
        }
        this.head = new LinkedHashMap<>();
        String listed = null;
        Map<String, Cell> inList = new LinkedHashMap<>();
        for (var field : csv.path("body").properties()) {
            var pointer = "/csv/body/" + field.getKey();
            var shape = body.fields().get(field.getKey());
            if (shape == null) {
                throw new DeclarationProblem(pointer, "the body declares no field " + field.getKey());
            }
            if (!field.getValue().has("each")) {
                head.put(field.getKey(), cell(field.getValue(), pointer));
                continue;
            }
            if (listed != null) {
                throw new DeclarationProblem(pointer, "only one list may be filled by rows; " + listed + " is");
            }
            listed = field.getKey();
            field.getValue()
                    .path("each")
                    .properties()
                    .forEach(e -> inList.put(e.getKey(), cell(e.getValue(), pointer + "/each/" + e.getKey())));
        }
        this.items = listed;
        this.item = inList;
    }

    static CsvMapping read(JsonNode csv, Shape.Fields body) {
        return new CsvMapping(csv, body);
    }

    /** The columns a file must have. */
    Set<String> columns() {
        return columns;
    }

    /** A pattern without hours gives the day's beginning. */
    private static LocalDateTime local(DateTimeFormatter form, String text) {
        return form.parseBest(text, LocalDateTime::from, LocalDate::from) instanceof LocalDateTime time
                ? time
                : LocalDate.parse(text, form).atStartOfDay();
    }

    /** What one row says. Throws {@link BadRow} naming column, text and rule. */
    Piece piece(Row row) {
        row.requireNoMoreCellsThanColumns();
        var top = Json.object();
        head.forEach((name, cell) -> top.set(name, cell.of(row)));
        ObjectNode one = null;
        if (items != null) {
            one = Json.object();
            for (var e : item.entrySet()) {
                one.set(e.getKey(), e.getValue().of(row));
            }
        }
        var text = row.text(timeColumn);
        Instant at;
        try {
            at = local(timeForm, text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new BadRow(timeColumn, text, "is not a time of the declared pattern");
        }
        return new Piece(id.of(row).asString(), at, top, one);
    }

    /** The id of a row that is otherwise unreadable; null when even that is. */
    @Nullable String idOf(Row row) {
        try {
            var text = id.of(row);
            return text.isString() ? text.stringValue() : null;
        } catch (BadRow e) {
            return null;
        }
    }

    /** Whether two bodies differ at most in the order of the list rows fill. */
    boolean sameButForOrder(JsonNode one, JsonNode other) {
        return Json.canonical(sorted(one)).equals(Json.canonical(sorted(other)));
    }

    private JsonNode sorted(JsonNode body) {
        if (items == null || !body.path(items).isArray()) {
            return body;
        }
        var copy = body.deepCopy();
        var list = copy.withArrayProperty(items);
        var inOrder =
                list.valueStream().sorted(Comparator.comparing(Json::canonical)).toList();
        list.removeAll();
        inOrder.forEach(list::add);
        return copy;
    }

    /** Puts an item into the list rows fill. */
    void add(ObjectNode body, @Nullable ObjectNode one) {
        if (items != null && one != null) {
            body.withArrayProperty(items).add(one);
        }
    }

    /** One row's part of a fact. */
    record Piece(
            String id,
            Instant at,
            ObjectNode head,
            @Nullable ObjectNode item) {}

    /** A row that cannot be read. */
    static final class BadRow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRow(String message) {
            super(message, null, false, false);
        }

        BadRow(String column, String text, String rule) {
            this(column + " \"" + Excerpt.of(text, 60) + "\" " + rule);
        }
    }

    /** One row of the file and which of its cells were accepted with a warning. */
    static final class Row {
        private final Map<String, Integer> places;
        private final List<String> cells;
        private final Set<String> warned = new HashSet<>();

        Row(Map<String, Integer> places, List<String> cells) {
            this.places = places;
            this.cells = cells;
        }

        String text(String column) {
            var place = places.get(column);
            if (place == null || place >= cells.size()) {
                throw new BadRow(column, "", "is absent: the row has only " + cells.size() + " cells");
            }
            return cells.get(place);
        }

        /** A comma too many shifts every cell after it, so nothing such a row says can be trusted. */
        void requireNoMoreCellsThanColumns() {
            if (cells.size() > places.size()) {
                throw new BadRow("the row has " + cells.size() + " cells for " + places.size()
                        + " columns; quote a cell that holds a comma");
            }
        }

        int warnings() {
            return warned.size();
        }
    }

    private interface Cell {
        JsonNode of(Row row);
    }

    private Cell cell(JsonNode node, String pointer) {
        if (node.isString()) {
            var literal = StringNode.valueOf(node.stringValue());
            return _ -> literal;
        }
        if (node.has("column")) {
            var column = use(node.path("column"));
            return row -> {
                var text = row.text(column);
                return text.isEmpty() ? NullNode.getInstance() : StringNode.valueOf(text);
            };
        }
        if (node.has("whole")) {
            var column = use(node.path("whole"));
            return row -> Json.MAPPER.getNodeFactory().numberNode(whole(row, column));
        }
        if (node.has("number")) {
            var column = use(node.path("number"));
            return row -> number(row, column);
        }
        if (node.has("object")) {
            Map<String, Cell> fields = new LinkedHashMap<>();
            node.path("object")
                    .properties()
                    .forEach(e -> fields.put(e.getKey(), cell(e.getValue(), pointer + "/object/" + e.getKey())));
            return row -> {
                var object = Json.object();
                fields.forEach((name, cell) -> object.set(name, cell.of(row)));
                return object;
            };
        }
        if (node.has("cents")) {
            List<String> parts = new ArrayList<>();
            node.path("cents").forEach(part -> parts.add(use(part)));
            return row -> cents(row, parts);
        }
        if (node.has("remainder")) {
            var column = use(node.path("remainder"));
            var by = BigInteger.valueOf(node.path("by").asLong());
            int plus = node.path("plus").asInt(0);
            return row -> IntNode.valueOf(whole(row, column).mod(by).intValueExact() + plus);
        }
        if (node.has("join")) {
            List<Cell> parts = new ArrayList<>();
            for (int i = 0; i < node.path("join").size(); i++) {
                parts.add(cell(node.path("join").get(i), pointer + "/join/" + i));
            }
            return row -> {
                var text = new StringBuilder();
                parts.forEach(part -> text.append(part.of(row).asString()));
                return StringNode.valueOf(text.toString());
            };
        }
        throw new DeclarationProblem(pointer, "expected one of column, whole, number, cents, remainder, join, object");
    }

    private String use(JsonNode column) {
        columns.add(column.asString());
        return column.asString();
    }

    private static JsonNode cents(Row row, List<String> columns) {
        var sum = BigInteger.ZERO;
        for (var column : columns) {
            var text = row.text(column);
            try {
                var cents = Cents.parse(text);
                if (!cents.exact()) {
                    row.warned.add(column);
                }
                sum = sum.add(BigInteger.valueOf(cents.minor()));
            } catch (NumberFormatException e) {
                throw new BadRow(column, text, String.valueOf(e.getMessage()));
            }
        }
        return Json.MAPPER.getNodeFactory().numberNode(sum);
    }

    /** A decimal as exact as it stands; null where the cell is empty. */
    private static JsonNode number(Row row, String column) {
        var text = row.text(column);
        if (text.isEmpty()) {
            return NullNode.getInstance();
        }
        try {
            return Json.MAPPER.getNodeFactory().numberNode(Cents.decimal(text));
        } catch (NumberFormatException e) {
            throw new BadRow(column, text, String.valueOf(e.getMessage()));
        }
    }

    private static BigInteger whole(Row row, String column) {
        var text = row.text(column);
        BigDecimal value;
        try {
            value = Cents.decimal(text);
        } catch (NumberFormatException e) {
            throw new BadRow(column, text, String.valueOf(e.getMessage()));
        }
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
            throw new BadRow(column, text, "is not a whole number");
        }
        return value.toBigInteger();
    }
}
