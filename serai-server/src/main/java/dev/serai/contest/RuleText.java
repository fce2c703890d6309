package dev.serai.contest;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A contest's own rules, as participants read them and as pages ask for them. */
final class RuleText {
    private final Contest contest;
    private final Rules rules;
    private final Given given;

    RuleText(Contest contest) {
        this.contest = contest;
        this.rules = contest.rules();
        this.given = contest.definition().given();
    }

    /** For pages. What a contest leaves as it usually is is left out, but for ties and who has no facts. */
    void into(ObjectNode info) {
        info.put("ties", word(rules.ties())).put("without_facts", word(rules.withoutFacts()));
        if (!given.days().atMidnight()) {
            info.put("day_cut", given.days().cut().toString());
        }
        if (rules.leastVolume() != null) {
            info.put("min_volume", rules.leastVolume());
        }
        if (contest.groupTop() > 0) {
            info.put("sale_top", contest.groupTop());
        }
        var versus = rules.headToHead();
        if (!versus.views().isEmpty()) {
            var told = info.putObject("versus").put("compare", word(versus.by()));
            versus.views().forEach(told.putArray("views")::add);
        }
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** One sentence a rule that is not as usual. */
    List<String> sentences(boolean zh) {
        List<String> all = new ArrayList<>();
        if (!given.days().atMidnight()) {
            var cut = given.days().cut();
            all.add(
                    zh
                            ? "营业日自 " + cut + " 开始，此前的小票计入前一日"
                            : "A business day begins at " + cut + "; what comes earlier belongs to the day before");
        }
        switch (rules.withoutFacts()) {
            case SCORED -> {}
            case ZERO -> all.add(zh ? "没有数据的参与者按 0 分排名" : "Who has no facts scores 0 and is ranked");
            case LAST -> all.add(zh ? "没有数据的参与者没有得分，排在最后" : "Who has no facts has no score and comes last");
            case HIDDEN -> all.add(zh ? "没有数据的参与者不上榜" : "Who has no facts is not on the board");
        }
        if (rules.leastVolume() != null) {
            all.add(
                    zh
                            ? "分母低于 " + rules.leastVolume() + " 者只列出，不排名"
                            : "With a denominator below " + rules.leastVolume() + " one is listed but not ranked");
        }
        switch (rules.ties()) {
            case COMPETITION -> {}
            case FIRST_REACHED ->
                all.add(
                        zh
                                ? "同分者，最后一张得分单据的时间较早者在前"
                                : "Of equal scores the one whose last scoring document is earlier goes first");
            case FEWER_RECEIPTS ->
                all.add(zh ? "同分者，单据较少者在前" : "Of equal scores the one with fewer documents goes first");
            case NAME -> all.add(zh ? "同分者按名称排列" : "Equal scores are ordered by name");
        }
        divisions(zh, all);
        if (rules.saleTop() > 0) {
            all.add(
                    zh
                            ? "按组排名，每组显示前 " + rules.saleTop() + " 名"
                            : "Each group is ranked by itself and shows its first " + rules.saleTop() + " ranks");
        }
        versus(zh, all);
        if (!rules.suspicions().isEmpty()) {
            all.add((zh ? "发布前由人工核查：" : "Looked through by a person before publication: ")
                    + rules.suspicions().stream()
                            .map(one -> one.name(zh))
                            .collect(Collectors.joining(zh ? "、" : ", ")));
        }
        return all;
    }

    private void divisions(boolean zh, List<String> all) {
        switch (rules.divisions()) {
            case null -> {}
            case Divisions.ByPlace place ->
                all.add(
                        zh
                                ? "按 " + place.level() + " 分组别，各自排名"
                                : "Each " + place.level() + " is a division ranked by itself");
            case Divisions.Listed listed ->
                all.add((zh ? "分为以下组别，各自排名：" : "Divisions, each ranked by itself: ")
                        + String.join(zh ? "、" : ", ", listed.names()));
            case Divisions.BySize size ->
                all.add((zh
                                ? "按基期（" + baseline() + "）得分由高到低分为以下组别，各自排名："
                                : "By score in the baseline (" + baseline()
                                        + ") from high to low split into divisions, each ranked by itself: ")
                        + String.join(zh ? "、" : ", ", size.names()));
        }
    }

    /** The baseline's first and last day. */
    private String baseline() {
        var baseline = rules.baseline();
        if (baseline == null) {
            return "";
        }
        LocalDate first = baseline.given().firstDay();
        return first + " – " + baseline.given().lastDay();
    }

    private void versus(boolean zh, List<String> all) {
        var versus = rules.headToHead();
        if (versus.growth()) {
            all.add(
                    zh
                            ? "增长 = (得分 − 基期得分) ÷ |基期得分|，基期 " + baseline()
                            : "Growth = (score − baseline's score) ÷ |baseline's score|, baseline " + baseline());
            var least = versus.leastBase();
            if (least != null) {
                var told = least.rounded(contest.metric().scale());
                all.add(zh ? "基期得分低于 " + told + " 的按此计" : "A baseline's score below " + told + " counts as that");
            } else {
                all.add(zh ? "基期为 0 或无得分者没有增长" : "Who had no score or 0 in the baseline has no growth");
            }
        }
        if (!versus.handicaps().isEmpty()) {
            all.add(zh ? "让分后得分 = 得分 × 系数 + 加分" : "Score with handicap = score × factor + offset");
        }
        var teams = versus.teams();
        if (teams != null) {
            all.add(
                    switch (teams.how()) {
                        case SUM -> zh ? "团队得分为全体成员合计" : "A team scores what its members do together";
                        case AVERAGE -> zh ? "团队得分为成员平均" : "A team scores its members' average";
                        case BEST ->
                            zh
                                    ? "团队得分为最好的 " + teams.best() + " 名成员合计"
                                    : "A team scores what its best " + teams.best() + " members do together";
                    });
        }
        if (versus.bracket() != null) {
            all.add(
                    zh
                            ? "淘汰赛每轮只计该轮日期内的得分，相同者种子靠前的晋级"
                            : "In a round of the bracket only its own days count; of equals the better seed goes on");
        }
        if (versus.by() != HeadToHead.By.SCORE && versus.views().stream().anyMatch(HEAD_TO_HEAD::contains)) {
            boolean growth = versus.by() == HeadToHead.By.GROWTH;
            all.add(
                    zh
                            ? "对阵按" + (growth ? "增长" : "让分后得分") + "比较"
                            : "Sides are compared by " + (growth ? "growth" : "score with handicap"));
        }
    }

    private static final List<String> HEAD_TO_HEAD = List.of("pairs", "bracket", "teams");
}
