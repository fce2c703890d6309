package dev.serai.campaign;

import dev.serai.activity.ActivityCard;
import dev.serai.activity.Play;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import dev.serai.reward.RewardBook;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One campaign, answering its page. */
final class CampaignPlay implements Play {
    private final Campaign campaign;
    private final CampaignViews views;
    private final RewardBook book;
    private final Instant now;

    CampaignPlay(Campaign campaign, CampaignViews views, RewardBook book, Instant now) {
        this.campaign = campaign;
        this.views = views;
        this.book = book;
        this.now = now;
    }

    @Override
    public ActivityCard card() {
        var schedule = campaign.schedule();
        var state = now.isBefore(schedule.start()) ? "scheduled" : now.isBefore(schedule.end()) ? "running" : "ended";
        return new ActivityCard(
                campaign.id(),
                "campaign",
                campaign.name(),
                schedule.start(),
                schedule.end(),
                schedule.zone(),
                campaign.open(),
                state);
    }

    @Override
    public Set<String> actions() {
        return campaign.actions();
    }

    @Override
    public boolean needsUser(String action) {
        return action.equals("progress") || action.equals("my_rewards");
    }

    @Override
    public JsonNode act(String action, ObjectNode args, Viewer viewer) {
        return switch (action) {
            case "view", "info" -> view();
            case "progress" -> progress(user(viewer), args);
            case "my_rewards" -> myRewards(user(viewer), args);
            default -> throw new IllegalArgumentException("a campaign has no action " + action);
        };
    }

    private static String user(Viewer viewer) {
        return Objects.requireNonNull(viewer.userId(), "checked before the play");
    }

    private ObjectNode view() {
        var spending = views.spending(campaign.id());
        var card = card();
        var json = Json.object()
                .put("activity_id", campaign.id())
                .put("play", "campaign")
                .put("state", card.state())
                .put("start", iso(card.start()))
                .put("end", iso(card.end()))
                .put("zone", card.zone())
                .put("public", card.open());
        var name = json.putObject("name");
        campaign.name().forEach(name::put);
        json.putObject("threshold")
                .put("fact", campaign.goal().factType())
                .put("every", campaign.threshold().every())
                .put("of", campaign.threshold().of().toString())
                .put("carry", campaign.threshold().carry());
        json.putObject("reward")
                .put("id", campaign.incentive().id())
                .put("type", campaign.incentive().kind())
                .put("pool", campaign.incentive().pool())
                .put("cost", campaign.incentive().costMinor())
                .put("currency", campaign.budget().currency());
        json.putObject("budget")
                .put("total", campaign.budget().totalMinor())
                .put("spent", spending.spentMinor())
                .put("worst_case", campaign.worstCaseMinor())
                .put("refused", spending.refused())
                .put("failed_facts", spending.failedFacts());
        var rules = json.putObject("rules");
        RulesText.of(campaign).forEach(rules::put);
        var components = json.putObject("page").putArray("components");
        campaign.page().forEach(one -> components.addObject().put("use", one.use()));
        var actions = json.putArray("actions");
        actions().forEach(actions::add);
        return json;
    }

    /** {@code next} is how much is missing to the next reward. */
    private ObjectNode progress(String userId, ObjectNode args) {
        var progress = views.progress(campaign.id(), campaign.ruleKey(), userId);
        var unit = campaign.unit();
        var json = Json.object()
                .put("activity_id", campaign.id())
                .put("total", progress.total())
                .put("every", unit)
                .put("held", progress.held())
                .put("next", unit.subtract(progress.total().mod(unit)))
                .put("currency", campaign.budget().currency());
        if (args.at("/why").booleanValue(false)) {
            var why = json.putArray("why");
            for (var decision : views.decisions(campaign.id(), userId)) {
                why.addObject()
                        .put("fact_id", decision.factId())
                        .put("version", decision.version())
                        .put("outcome", decision.outcome())
                        .put("clause", decision.detail())
                        .put("counted", decision.amount());
            }
        }
        return json;
    }

    private ObjectNode myRewards(String userId, ObjectNode args) {
        int limit = (int) whole(args, "limit", RewardBook.PAGE_MAX, 1, RewardBook.PAGE_MAX);
        var page = book.of(campaign.id(), userId, after(args), limit);
        var json = Json.object();
        var rewards = json.putArray("rewards");
        for (var given : page.rewards()) {
            rewards.addObject()
                    .put("grant_id", given.grantId())
                    .put("reward", given.reward())
                    .put("status", given.status().name())
                    .put("granted_at", iso(given.decidedAt()))
                    .put("fact_id", given.factId());
        }
        var next = page.next();
        json.put("next", next == null ? null : Long.toString(next));
        return json;
    }

    private static @Nullable Long after(ObjectNode args) {
        var after = args.get("after");
        if (after == null
                || after.isNull()
                || (after.isString() && after.asString().isEmpty())) {
            return null;
        }
        if (after.isString() && after.asString().matches("[0-9]{1,18}")) {
            return Long.valueOf(after.asString());
        }
        return whole(args, "after", 0, 0, Long.MAX_VALUE);
    }

    private static long whole(ObjectNode args, String name, long otherwise, long min, long max) {
        var value = args.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "args." + name + " must be a whole number from " + min + " to " + max + ", or the next of the page"
                            + " before for after");
        }
        return value.longValue();
    }

    private String iso(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.truncatedTo(ChronoUnit.MILLIS)
                .atZone(ZoneId.of(campaign.schedule().zone())));
    }
}
