package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.Snapshots;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Document 001's five tables ({@code tb_activity_config, _desc, _dimen, _shopids, _sku}), as rows by column name, turned into
 * contest files unchanged in meaning. It writes nothing: the files are looked at and applied like any other.
 *
 * <p>An {@code end_time} is the last second that counts, as there; dimension 116 keeps the printed SQL's way of counting.
 */
@Component
public final class ActivityTables {
    private final Snapshots snapshots;

    ActivityTables(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** A contest file, named by its activity. */
    public record ContestFile(String name, String text) {}

    /** An activity no file was made of. */
    public record LeftOut(long activityId, String why) {}

    /** Every activity of the tables is in one of the two. */
    public record Imported(List<ContestFile> files, List<LeftOut> leftOut) {}

    /** What one row cannot be turned into. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param tables from table name to an array of rows
     * @param zone the IANA zone the tables' times are in
     * @param open whether anybody may look at the contests, as the old address let them
     */
    public Imported read(JsonNode tables, String zone, boolean open) {
        var descriptions = byActivity(tables.path("tb_activity_desc"));
        var shops = byActivity(tables.path("tb_activity_shopids"));
        var goods = byActivity(tables.path("tb_activity_sku"));
        List<ContestFile> files = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (var config : tables.path("tb_activity_config")) {
            long id = config.path("activity_id").asLong(0);
            var description = descriptions.getOrDefault(id, List.of());
            try {
                if (config.path("del_flg").asInt(0) == 1
                        || description.stream()
                                .anyMatch(one -> one.path("del_flg").asInt(0) == 1)) {
                    throw new Unfit("is marked deleted (del_flg)");
                }
                if (description.isEmpty()) {
                    throw new Unfit("has no row in tb_activity_desc");
                }
                var metric = metric(config, tables.path("tb_activity_dimen"));
                var file = file(config, description.getFirst(), metric);
                file.put("zone", zone).put("public", open);
                shops(file, shops.getOrDefault(id, List.of()));
                if (metric.params().containsKey("rules")) {
                    goods(file, goods.getOrDefault(id, List.of()));
                }
                files.add(new ContestFile("contest-" + id + ".json", Json.canonical(file)));
            } catch (Unfit e) {
                leftOut.add(new LeftOut(id, String.valueOf(e.getMessage())));
            }
        }
        return new Imported(List.copyOf(files), List.copyOf(leftOut));
    }

    private static Map<Long, List<JsonNode>> byActivity(JsonNode rows) {
        Map<Long, List<JsonNode>> found = new HashMap<>();
        rows.forEach(row -> found.computeIfAbsent(row.path("activity_id").asLong(0), _ -> new ArrayList<>())
                .add(row));
        return found;
    }

    /** By the dimension's number in the catalogue; where the house numbers otherwise, by the name it gives it. */
    private Metric metric(JsonNode config, JsonNode dimensions) {
        int number = config.path("pk_dimension").asInt(0);
        var metrics = snapshots.now().all(Metric.class);
        Optional<String> name = Optional.empty();
        for (var row : dimensions) {
            if (row.path("pk_dimension_id").asInt(0) == number) {
                name = Optional.of(row.path("pk_dimension").asString(""));
            }
        }
        var wanted = name.orElse("");
        return metrics.stream()
                .filter(metric -> wanted.equals(metric.name().get("zh-CN")))
                .findFirst()
                .or(() -> metrics.stream()
                        .filter(metric -> number != 0 && metric.number() == number)
                        .findFirst())
                .orElseThrow(() -> new Unfit("has dimension " + number + (wanted.isEmpty() ? "" : " " + wanted)
                        + ", of which there is no metric"));
    }

    private static ObjectNode file(JsonNode config, JsonNode description, Metric metric) {
        var file = Json.object();
        file.put("serai", "contest/v1").put("id", config.path("activity_id").asLong());
        both(file.putObject("name"), description.path("activity_name").asString("-"));
        var text = description.path("activity_desc").asString("");
        if (!text.isBlank()) {
            both(file.putObject("description"), text.length() > 2_000 ? text.substring(0, 2_000) : text);
        }
        file.put("metric", metric.id());
        file.put(
                "unit",
                switch (config.path("pk_unit").asInt(0)) {
                    case 1 -> "store";
                    case 2 -> "clerk";
                    default -> throw new Unfit("has pk_unit " + config.path("pk_unit") + "; 1 and 2 are known");
                });
        file.put("start", time(description, "start_time").toString());
        // The second named still counts; the first that does not is the next one.
        file.put("end", time(description, "end_time").plusSeconds(1).toString());
        number(file, "ranking_top", config.path("ranking_top"));
        number(file, "show_top", config.path("show_top"));
        file.put("nickname", config.path("is_nickname").asInt(1) == 1);
        number(file, "order", description.path("orderby"));
        copy(file, "brand", description.path("t_brand"));
        copy(file, "award", description.path("award"));
        copy(file, "cover", description.path("picurl"));
        copy(file, "thumbnail", description.path("thumb_picurl"));
        var range = Json.object();
        copy(range, "region", config.path("range_region"));
        copy(range, "city", config.path("range_city"));
        if (!range.isEmpty()) {
            file.set("range", range);
        }
        params(file, config, metric);
        return file;
    }

    private static void both(ObjectNode into, String text) {
        into.put("zh-CN", text).put("en", text);
    }

    private static void number(ObjectNode into, String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            into.put(name, value.asInt());
        }
    }

    private static void copy(ObjectNode into, String name, JsonNode value) {
        var text = value.isNull() ? "" : value.asString("");
        if (!text.isBlank()) {
            into.put(name, text);
        }
    }

    private static LocalDateTime time(JsonNode row, String column) {
        var text = row.path(column).asString("");
        try {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeException e) {
            throw new Unfit(column + " must be like 2018-01-01 00:00:00, found " + text);
        }
    }

    /** Every parameter takes its value from the column it says it stands for. */
    private static void params(ObjectNode file, JsonNode config, Metric metric) {
        var params = Json.object();
        metric.params().forEach((name, param) -> {
            var from = param.from();
            var value = from == null ? null : cell(config, from);
            if (from == null || value == null) {
                return;
            }
            switch (param.type()) {
                case MONEY -> params.put(name, scaled(from, value, 2));
                case PERMILLE -> params.put(name, scaled(from, value, 3));
                case INTEGER -> params.put(name, scaled(from, value, 0));
                case CHOICE, SKU_RULES -> throw new IllegalStateException(name + " is of no one column");
            }
        });
        if (metric.params().containsKey("compat")) {
            params.put("compat", "seed001");
        }
        if (!params.isEmpty()) {
            file.set("params", params);
        }
    }

    private static @Nullable String cell(JsonNode config, String from) {
        var prefix = "tb_activity_config.";
        var value = from.startsWith(prefix) ? config.path(from.substring(prefix.length())) : config.path("");
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }

    private static long scaled(String column, String text, int places) {
        try {
            return new BigDecimal(text).movePointRight(places).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Unfit(column + " must be a number with at most " + places + " decimals, found " + text);
        }
    }

    /** Shops compete themselves; where clerks do, those of the shops named. */
    private static void shops(ObjectNode file, List<JsonNode> rows) {
        boolean stores = file.path("unit").asString().equals("store");
        var roster = file.putObject("roster");
        if (stores) {
            var units = roster.putArray("units");
            rows.forEach(row -> {
                var unit = units.addObject().put("unit", row.path("shop_id").asString());
                copy(unit, "name", row.path("shop_name"));
            });
            return;
        }
        if (rows.isEmpty()) {
            throw new Unfit("has no shop in tb_activity_shopids; the old page answered nothing");
        }
        roster.put("everyone", true);
        var named = file.putArray("stores");
        rows.forEach(row -> named.add(row.path("shop_id").asString()));
    }

    private static void goods(ObjectNode file, List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var params = file.path("params") instanceof ObjectNode given ? given : file.putObject("params");
        var rules = params.putArray("rules");
        rows.forEach(row -> {
            var rule = rules.addObject()
                    .put("commodity", row.path("commodity_number").asString());
            copy(rule, "colour", row.path("product_color_id"));
        });
    }
}
