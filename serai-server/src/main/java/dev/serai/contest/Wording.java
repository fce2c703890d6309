package dev.serai.contest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A contest's rules as its participants read them: the metric's own sentence, then the formula as it is computed with this
 * contest's parameters. Made from the same tree as the numbers, so it cannot tell another rule than the one that holds.
 */
final class Wording {
    static final List<String> LANGUAGES = List.of("zh-CN", "en");

    /** What the fields and lists of the built-in fact types are called; any other is called by its own name. */
    private static final Map<String, String> CHINESE = Map.ofEntries(
            Map.entry("paid", "实收（分）"),
            Map.entry("list", "吊牌额（分）"),
            Map.entry("quantity", "件数"),
            Map.entry("lines", "小票行"),
            Map.entry("receipts", "该会员的小票"),
            Map.entry("occurred_at", "发生时间"),
            Map.entry("opened_at", "开卡时间"),
            Map.entry("vip_at", "升级 VIP 时间"),
            Map.entry("cancelled_at", "注销时间"),
            Map.entry("level", "级别"),
            Map.entry("customer_id", "顾客编号"),
            Map.entry("store_id", "门店"),
            Map.entry("clerk_id", "店员"),
            Map.entry("product_id", "款号"),
            Map.entry("color_id", "色号"));

    private final boolean chinese;
    private final Given given;

    private Wording(String language, Given given) {
        this.chinese = language.startsWith("zh");
        this.given = given;
    }

    static String rules(Contest contest, String language) {
        var lines = new ArrayList<>(lines(contest.metric(), contest.definition(), language));
        lines.addAll(new RuleText(contest).sentences(language.startsWith("zh")));
        return String.join("\n", lines);
    }

    /** The rules of a metric with the parameters of a definition of it. */
    static String rules(Metric metric, Definition definition, String language) {
        return String.join("\n", lines(metric, definition, language));
    }

    private static List<String> lines(Metric metric, Definition definition, String language) {
        var wording = new Wording(language, definition.given());
        List<String> lines = new ArrayList<>();
        var sentence = metric.description().get(language);
        if (sentence != null) {
            lines.add(wording.filled(sentence, metric.params()));
        }
        List<String> names = new ArrayList<>();
        for (var source : definition.sources()) {
            for (var measure : source.measures()) {
                names.add(wording.of(measure));
            }
        }
        if (metric.nightly()) {
            names = metric.picks().stream()
                    .map(pick -> wording.of(
                                    definition.sources().getFirst().measures().get(pick.column()))
                            + (pick.last()
                                    ? wording.pick("（窗口最后一晚）", " (last night of the window)")
                                    : wording.pick("（窗口前最后一晚）", " (last night before the window)")))
                    .toList();
        }
        lines.add(wording.pick("得分 = ", "Score = ") + wording.score(metric.score(), names));
        for (var source : definition.sources()) {
            if (source.when() != null) {
                lines.add(wording.pick("计入时间：", "Counted by: ") + wording.of(source.when()));
            }
        }
        if (metric.score().least() != null
                && metric.score()
                                .least()
                                .integer(Expr.Scope.of(List.of(), wording.given))
                                .signum()
                        > 0) {
            lines.add(wording.pick("分母至少为 ", "The denominator must be at least ")
                    + wording.of(metric.score().least()));
        }
        return lines;
    }

    private String pick(String zh, String en) {
        return chinese ? zh : en;
    }

    /** Puts parameters into a sentence: {@code {discount}} as thousandths, money in major units. */
    private String filled(String sentence, Map<String, Parameter> params) {
        var text = sentence;
        for (var param : params.entrySet()) {
            text = text.replace("{" + param.getKey() + "}", said(param.getKey(), param.getValue()));
        }
        return text;
    }

    private String said(String name, Parameter param) {
        JsonNode value = given.params().getOrDefault(name, param.byDefault());
        if (value.isNull()) {
            return pick("不限", "any");
        }
        return switch (param.type()) {
            case MONEY -> new BigDecimal(value.bigIntegerValue(), 2).toPlainString();
            case PERMILLE ->
                new BigDecimal(value.bigIntegerValue(), 3).stripTrailingZeros().toPlainString();
            case SKU_RULES -> value.size() + pick(" 个货品", " goods");
            case INTEGER, CHOICE -> value.asString();
        };
    }

    private String score(Score score, List<String> names) {
        var below = of(score.d(), names);
        var above = of(score.n(), names);
        return below.equals("1") ? above : bracketed(above) + " ÷ " + bracketed(below);
    }

    private static String bracketed(String text) {
        return text.contains(" ") && !text.startsWith("(") ? "(" + text + ")" : text;
    }

    private String of(Expr expr) {
        return of(expr, List.of());
    }

    private String of(Expr expr, List<String> names) {
        return switch (expr) {
            case Leaf.Measure measure -> names.get(measure.place());
            case Leaf.Int whole -> whole.literal().toString();
            case Leaf.Text text -> "“" + text.literal() + "”";
            case Leaf.Param param -> value(given.value(param.name(), param.otherwise()));
            case Leaf.IsSet set -> pick("设定了 ", "there is a ") + set.name();
            case Leaf.Field field -> field(field.name());
            case Leaf.Present present -> pick("有", "there is a ") + field(present.name());
            case Leaf.Scaled scaled ->
                scaled.path().getLast() + (scaled.places() == 0 ? "" : " × 10^" + scaled.places());
            case Leaf.Time time -> field(time.name());
            case Leaf.Edge edge ->
                switch (edge.which()) {
                    case START -> pick("窗口开始", "the window's start");
                    case END -> pick("窗口结束", "the window's end");
                    case BEFORE -> pick("前一等长周期的开始", "the start of the period before");
                };
            case Calc.Arithmetic sum -> arithmetic(sum, names);
            case Calc.Floor floor ->
                pick("取整(", "whole part of (") + of(floor.of(), names) + " ÷ " + of(floor.by(), names) + ")";
            case Calc.Choose choose
            when decided(choose.when()) instanceof Boolean truth ->
                of(truth ? choose.then() : choose.otherwise(), names);
            case Calc.Choose choose ->
                pick("若 ", "if ")
                        + of(choose.when(), names)
                        + pick(" 则 ", " then ")
                        + of(choose.then(), names)
                        + pick(" 否则 ", " else ")
                        + of(choose.otherwise(), names);
            case Logic.Compare compare ->
                of(compare.left(), names) + " " + sign(compare.relation()) + " " + of(compare.right(), names);
            case Logic.Inside inside -> inside(inside);
            case Logic.TakesPart part -> of(part.store()) + pick(" 参与本活动", " takes part");
            case Logic.Several several -> several(several, names);
            case Logic.Not not -> pick("并非 ", "not ") + of(not.part(), names);
            case Sum sum -> sum(sum);
            case Let let -> of(let.of(), names);
            case Skus.Matches _ ->
                pick("货品在名单中", "the goods are listed")
                        + (((Skus) expr).colour() == null ? pick("（不计颜色）", " (whatever the colour)") : "");
            case Skus.Points _ -> pick("首条匹配规则的积分（百分之一分）", "points of the first rule that matches (hundredths)");
        };
    }

    /** What the contest's parameters decide is not told as a condition. */
    private String several(Logic.Several several, List<String> names) {
        var open = several.parts().stream()
                .filter(part -> decided(part) == null)
                .map(part -> of(part, names))
                .toList();
        var between = several.all() ? pick(" 且 ", " and ") : pick(" 或 ", " or ");
        return open.size() == 1 ? open.getFirst() : open.stream().collect(Collectors.joining(between, "(", ")"));
    }

    /** Whether a condition holds for every document of this contest, or for none; null where it depends. */
    private @Nullable Boolean decided(Expr expr) {
        return switch (expr) {
            case Leaf.IsSet set -> given.value(set.name(), null) != null;
            case Logic.Compare compare
            when constant(compare.left()) && constant(compare.right()) ->
                compare.truth(Expr.Scope.of(List.of(), given));
            case Logic.Not not -> decided(not.part()) instanceof Boolean truth ? !truth : null;
            case Let let -> decided(let.of());
            case Logic.Several several -> {
                var parts = several.parts().stream().map(this::decided).toList();
                yield parts.contains(!several.all())
                        ? (Boolean) !several.all()
                        : parts.contains(null) ? null : several.all();
            }
            default -> null;
        };
    }

    private static boolean constant(Expr expr) {
        return expr instanceof Leaf.Int
                || expr instanceof Leaf.Text
                || expr instanceof Leaf.Param
                || expr instanceof Calc.Arithmetic sum && sum.parts().stream().allMatch(Wording::constant);
    }

    private String arithmetic(Calc.Arithmetic sum, List<String> names) {
        if (constant(sum)) {
            return sum.integer(Expr.Scope.of(List.of(), given)).toString();
        }
        var parts = sum.parts().stream().map(part -> of(part, names)).toList();
        return switch (sum.operation()) {
            case ADD -> "(" + String.join(" + ", parts) + ")";
            case SUBTRACT -> "(" + String.join(" − ", parts) + ")";
            case MULTIPLY -> String.join(" × ", parts);
            case LARGEST -> pick("最大(", "the larger of (") + String.join(", ", parts) + ")";
            case SMALLEST -> pick("最小(", "the smaller of (") + String.join(", ", parts) + ")";
        };
    }

    private String inside(Logic.Inside inside) {
        boolean window = inside.from() instanceof Leaf.Edge from && from.which() == Leaf.Edge.Which.START;
        return of(inside.instant())
                + (window ? pick(" 在窗口内", " in the window") : pick(" 在前一周期内", " in the period before"));
    }

    private String sum(Sum sum) {
        boolean counts = sum.of() instanceof Leaf.Int(BigInteger one) && one.equals(BigInteger.ONE);
        var over = sum.over() == null ? "" : field(sum.over());
        var where = sum.where() == null ? "" : pick("，当 ", " where ") + of(sum.where());
        if (sum.over() == null) {
            return counts ? pick("单数", "documents") + where : of(sum.of()) + where;
        }
        return counts
                ? pick("计数(" + over, "count of (" + over) + where + ")"
                : pick("求和(" + of(sum.of()) + " / " + over, "sum of (" + of(sum.of()) + " over " + over) + where + ")";
    }

    private String field(String name) {
        return chinese ? CHINESE.getOrDefault(name, name) : name.replace('_', ' ');
    }

    private static String value(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static String sign(Logic.Compare.Relation relation) {
        return switch (relation) {
            case AT_LEAST -> "≥";
            case MORE -> ">";
            case EQUAL -> "=";
            case LESS -> "<";
            case AT_MOST -> "≤";
        };
    }
}
