package dev.serai.campaign;

import dev.serai.fact.FactType;
import dev.serai.fact.Shape;
import dev.serai.kernel.MerchantId;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads {@code campaign/v1} files. */
@Component
final class CampaignKind implements DeclarationKind<Campaign> {
    /** How many rewards one budget may pay at most; a single fact may ask for all of them in one transaction. */
    static final long REWARDS_MAX = 1_000_000;

    @Override
    public String kind() {
        return "campaign/v1";
    }

    @Override
    public String schema() {
        return "schemas/campaign-v1.json";
    }

    @Override
    public Class<Campaign> type() {
        return Campaign.class;
    }

    @Override
    public String id(JsonNode file) {
        return file.at("/id").asString();
    }

    @Override
    public Campaign compile(JsonNode file, Others others) {
        var incentive = incentive(file);
        var budget = new Campaign.Budget(
                text(file, "/budget/currency"), file.at("/budget/total").bigIntegerValue());
        var campaign = new Campaign(
                file.at("/id").longValue(),
                new MerchantId(text(file, "/merchant")),
                names(file.at("/name")),
                file.at("/public").booleanValue(false),
                new Campaign.Audience(texts(file.at("/audience/users")), texts(file.at("/audience/none"))),
                new Campaign.Goal(
                        text(file, "/goal/fact"),
                        parsed(file, "/goal/credit", FactPath::parse),
                        file.at("/goal/when").isMissingNode()
                                ? Condition.NONE
                                : parsed(file, "/goal/when", Condition::parse)),
                new Campaign.Threshold(
                        file.at("/threshold/every").bigIntegerValue(),
                        parsed(file, "/threshold/of", FactPath::parse),
                        file.at("/threshold/carry").booleanValue()),
                incentive,
                budget,
                schedule(file),
                page(file),
                worstCase(incentive, budget));
        requireItsFacts(campaign, others.of(FactType.class));
        FileTests.run(file, campaign);
        return campaign;
    }

    /** A misspelt fact type or field would never count and never be noticed. */
    private static void requireItsFacts(Campaign campaign, Map<String, FactType> published) {
        var goal = campaign.goal();
        var type = published.get(goal.factType());
        if (type == null) {
            throw new DeclarationProblem(
                    "/goal/fact",
                    "there is no fact type " + goal.factType() + "; published: "
                            + published.keySet().stream().sorted().toList());
        }
        require("/goal/credit", goal.credit(), type, "a text", Shape.Text.class::isInstance);
        require("/threshold/of", campaign.threshold().of(), type, "a whole number", Shape.Whole.class::isInstance);
        goal.when().places().stream()
                .sorted(Comparator.comparing(FactPath::toString))
                .forEach(place -> require("/goal/when", place, type, "a value", shape -> true));
    }

    private static void require(String pointer, FactPath place, FactType type, String what, Predicate<Shape> fits) {
        var shape = place.of(type.body());
        if (shape == null || !(fits.test(shape) || shape instanceof Shape.Anything)) {
            throw new DeclarationProblem(
                    pointer,
                    place + " is not " + what + " of fact type " + type.id() + ", which has "
                            + type.body().fields().keySet().stream().sorted().toList());
        }
    }

    private static Campaign.Incentive incentive(JsonNode file) {
        return new Campaign.Incentive(
                text(file, "/incentive/0/id"),
                text(file, "/incentive/0/type"),
                text(file, "/incentive/0/pool"),
                file.at("/incentive/0/cost").longValue());
    }

    private static BigInteger worstCase(Campaign.Incentive incentive, Campaign.Budget budget) {
        var cost = BigInteger.valueOf(incentive.costMinor());
        var rewards = budget.totalMinor().divide(cost);
        if (rewards.signum() == 0) {
            throw new DeclarationProblem(
                    "/budget/total",
                    "the budget must pay at least one reward of " + cost + ", found " + budget.totalMinor());
        }
        if (rewards.compareTo(BigInteger.valueOf(REWARDS_MAX)) > 0) {
            throw new DeclarationProblem(
                    "/budget/total",
                    "the budget may pay at most " + REWARDS_MAX + " rewards, found " + rewards + " at " + cost
                            + " each");
        }
        return rewards.multiply(cost);
    }

    private static Campaign.Schedule schedule(JsonNode file) {
        var start = parsed(file, "/schedule/start", CampaignKind::instant);
        var end = parsed(file, "/schedule/end", CampaignKind::instant);
        if (!start.isBefore(end)) {
            throw new DeclarationProblem("/schedule/end", "must be after start " + start + ", found " + end);
        }
        return new Campaign.Schedule(
                start, end, parsed(file, "/schedule/zone", CampaignKind::zone).getId());
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expected a time with offset such as 2026-01-01T00:00+08:00, found " + text, e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected a time zone such as Asia/Shanghai, found " + text, e);
        }
    }

    private static List<PageComponent> page(JsonNode file) {
        var declared = file.at("/page/components");
        if (declared.isMissingNode()) {
            return PageComponent.STANDARD;
        }
        var components = new ArrayList<PageComponent>();
        for (int i = 0; i < declared.size(); i++) {
            var pointer = "/page/components/" + i + "/use";
            var use = text(file, pointer);
            components.add(PageComponent.named(use)
                    .orElseThrow(() -> new DeclarationProblem(pointer, "there is no page component " + use)));
        }
        return List.copyOf(components);
    }

    private static <T> T parsed(JsonNode file, String pointer, Function<String, T> parser) {
        try {
            return parser.apply(text(file, pointer));
        } catch (IllegalArgumentException e) {
            throw new DeclarationProblem(pointer, message(e.getMessage()));
        }
    }

    private static String message(@Nullable String message) {
        return message == null ? "has no meaning" : message;
    }

    private static String text(JsonNode file, String pointer) {
        return file.at(pointer).asString();
    }

    private static Map<String, String> names(JsonNode names) {
        var byLanguage = new LinkedHashMap<String, String>();
        names.properties()
                .forEach(
                        entry -> byLanguage.put(entry.getKey(), entry.getValue().asString()));
        return Map.copyOf(byLanguage);
    }

    private static Set<String> texts(JsonNode list) {
        var all = new LinkedHashSet<String>();
        list.forEach(one -> all.add(one.asString()));
        return Set.copyOf(all);
    }
}
