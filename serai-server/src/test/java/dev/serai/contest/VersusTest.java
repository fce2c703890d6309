package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who plays whom: views over one contest's scores. */
@HouseTest
class VersusTest {
    @Autowired
    Stage stage;

    @Autowired
    PublicationDesk desk;

    private Shop shop = new Shop("");

    @BeforeEach
    void prepare() {
        shop = new Shop(stage.prefix());
    }

    private long march(String metric, String rest) {
        return stage.contest(metric, "store", Stage.MARCH + "\n" + rest);
    }

    private JsonNode versus(long contest, String view) {
        return stage.act(contest, "versus", Json.object().put("view", view));
    }

    private String text(JsonNode answer) {
        return answer.toString().replace(shop.prefix(), "");
    }

    private void settled(long contest, String board) {
        stage.eventually(contest, shop.prefix(), board);
    }

    @Test
    void a_pair_shows_both_scores_the_lead_and_their_days() {
        long contest = march(
                "sales_amount",
                "pairs: [" + shop.list("A", "B") + ", " + shop.list("C", "D") + "]" + "\nshow_top: 2\npublic: true"
                        + shop.roster("A", "B", "C", "D"));
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500),
                shop.sale("2", 1, "B_1", null, "2015-03-02T00:00:00Z", 200),
                shop.sale("3", 1, "B_1", null, "2015-03-05T00:00:00Z", 450));
        settled(contest, "1 B 13/2\n2 A 5\n3 C 0\n3 D 0\n");
        var answer = versus(contest, "pairs");
        assertThat(answer.path("total").asInt()).isEqualTo(2);
        assertThat(answer.path("days_left").asInt()).isZero();
        assertThat(answer.path("state").asString()).isEqualTo("provisional");
        var first = answer.path("pairs").path(0);
        assertThat(first.path("one").path("score").asString()).isEqualTo("5.00");
        assertThat(text(first.path("lead")))
                .isEqualTo("{\"unit_id\":\"B\",\"score\":\"1.50\",\"raw\":{\"n\":150,\"d\":100},\"display\":\"1.50\"}");
        assertThat(text(first.path("result")))
                .isEqualTo("{\"state\":\"provisional\",\"winner\":\"B\",\"equal\":false}");
        assertThat(text(first.path("days")))
                .isEqualTo("[{\"day\":\"2015-03-02\",\"one\":\"5.00\",\"other\":\"2.00\"},"
                        + "{\"day\":\"2015-03-05\",\"one\":\"0.00\",\"other\":\"4.50\"}]");
        var second = answer.path("pairs").path(1);
        assertThat(text(second.path("result"))).contains("\"winner\":null,\"equal\":true");
        assertThat(second.path("lead").isNull()).isTrue();
        // A stranger sees no pair of which one stands below the fold.
        var seen = stage.act(contest, "versus", Json.object(), Stage.ANYBODY);
        assertThat(seen.path("pairs")).hasSize(1);
        var own = stage.act(contest, "versus", Json.object().put("unit_id", shop.prefix() + "D"));
        assertThat(own.path("pairs")).hasSize(1);
        assertThat(stage.act(contest, "info", Json.object()).path("versus"))
                .hasToString("{\"compare\":\"score\",\"views\":[\"pairs\"]}");
    }

    @Test
    void a_page_that_everybody_asks_for_moves_with_its_days_though_all_scores_stay() {
        long contest =
                march("sales_amount", "pairs: [" + shop.list("A", "B") + "]\npublic: true" + shop.roster("A", "B"));
        stage.report(shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500));
        settled(contest, "1 A 5\n2 B 0\n");
        Eventually.is(() -> days(contest), "[{\"day\":\"2015-03-02\",\"one\":\"5.00\",\"other\":\"0.00\"}]");
        var version = stage.page(contest, "versus").path("version").asLong();
        stage.report(shop.sale("1", 2, "A_1", null, "2015-03-03T00:00:00Z", 500));
        Eventually.is(() -> days(contest), "[{\"day\":\"2015-03-03\",\"one\":\"5.00\",\"other\":\"0.00\"}]");
        assertThat(stage.page(contest, "versus").path("version").asLong()).isEqualTo(version);
    }

    private String days(long contest) {
        return stage.page(contest, "versus").at("/pairs/0/days").toString();
    }

    @Test
    void a_bracket_goes_on_by_what_each_round_gave_and_the_first_needs_not_play() {
        long contest = stage.contest(
                "sales_amount",
                "store",
                """
                zone: UTC
                start: 2015-03-01T00:00
                end: 2095-03-01T00:00
                bracket:
                  seeds: %s
                  rounds: [{start: 2015-03-01, end: 2015-03-08}, {start: 2015-03-08, end: 2015-03-15}, {start: 2095-01-01, end: 2095-02-01}]
                """.formatted(shop.list("A", "B", "C", "D", "E")) + shop.roster("A", "B", "C", "D", "E"));
        stage.report(
                // Round one: 4 plays 5, the others need not.
                shop.sale("1", 1, "D_1", null, "2015-03-07T23:59:59.999999Z", 100),
                shop.sale("2", 1, "E_1", null, "2015-03-08T00:00:00Z", 900),
                // Round two: A and D are equal, the better seed goes on; B gives way to C.
                shop.sale("3", 1, "A_1", null, "2015-03-08T00:00:00Z", 50),
                shop.sale("4", 1, "D_1", null, "2015-03-14T00:00:00Z", 50),
                shop.sale("5", 1, "C_1", null, "2015-03-10T00:00:00Z", 1));
        settled(contest, "1 E 9\n2 D 3/2\n3 A 1/2\n4 C 1/100\n5 B 0\n");
        var rounds = versus(contest, "bracket").path("bracket").path("rounds");
        assertThat(winners(rounds.path(0))).isEqualTo("A D B C ");
        assertThat(rounds.path(0).path("matches").path(0).path("bye").asBoolean())
                .isTrue();
        assertThat(rounds.path(0).path("matches").path(1).path("bye").asBoolean())
                .isFalse();
        assertThat(winners(rounds.path(1))).isEqualTo("A C ");
        assertThat(winners(rounds.path(2))).isEqualTo("- ");
        assertThat(rounds.path(2).path("state").asString()).isEqualTo("open");
        assertThat(text(rounds.path(2).path("matches").path(0).path("other")))
                .contains("\"unit_id\":\"C\"", "\"seed\":3");
        // A late correction turns what it decides.
        stage.report(shop.sale("1", 2, "D_1", null, "2015-03-08T00:00:00Z", 100));
        settled(contest, "1 E 9\n2 D 3/2\n3 A 1/2\n4 C 1/100\n5 B 0\n");
        assertThat(winners(versus(contest, "bracket")
                        .path("bracket")
                        .path("rounds")
                        .path(1)))
                .isEqualTo("D C ");
    }

    private String winners(JsonNode round) {
        var text = new StringBuilder();
        round.path("matches")
                .forEach(match -> text.append(
                                match.path("winner").isNull()
                                        ? "-"
                                        : match.path("winner").asString().replace(shop.prefix(), ""))
                        .append(' '));
        return text.toString();
    }

    private String teams(long contest) {
        var text = new StringBuilder();
        versus(contest, "teams")
                .path("teams")
                .forEach(team -> text.append(team.path("rank").asString())
                        .append(team.path("team_id").asString())
                        .append(' ')
                        .append(
                                team.path("score").isNull()
                                        ? "-"
                                        : team.path("score").asString())
                        .append(' '));
        return text.toString();
    }

    @Test
    void a_team_scores_what_its_members_do_together_and_a_ratio_is_no_mean() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 100),
                shop.sale("2", 1, "A_1", null, "2015-03-02T00:00:00Z", 200),
                shop.sale("3", 1, "B_1", null, "2015-03-02T00:00:00Z", 900),
                shop.sale("4", 1, "C_1", null, "2015-03-02T00:00:00Z", 500));
        var list = ", list: [{id: x, name: {zh-CN: 甲, en: X}, units: " + shop.list("A", "B")
                + "}, {id: y, name: {zh-CN: 乙, en: Y}, units: " + shop.list("C", "D") + "}]}";
        var all = shop.roster("A", "B", "C", "D");
        long sum = march("sales_amount", "teams: {score: sum" + list + all);
        settled(sum, "1 B 9\n2 C 5\n3 A 3\n4 D 0\n");
        assertThat(teams(sum)).isEqualTo("1x 12.00 2y 5.00 ");
        long average = march("sales_amount", "teams: {score: average" + list + all);
        assertThat(teams(average)).isEqualTo("1x 6.00 2y 2.50 ");
        long best = march("sales_amount", "teams: {score: {best: 1}" + list + all);
        assertThat(teams(best)).isEqualTo("1x 9.00 2y 5.00 ");
        long ratio = march("amount_per_order", "teams: {score: sum" + list + all);
        settled(ratio, "1 B 9\n2 C 5\n3 A 3/2\n4 D -\n");
        assertThat(teams(ratio)).isEqualTo("1y 5.00 2x 4.00 ");
        assertThatThrownBy(() -> march("amount_per_order", "teams: {score: average" + list + all))
                .hasStackTraceContaining("needs no average");
    }

    @Test
    void growth_is_over_the_own_baseline_and_a_handicap_is_exact() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-02-02T00:00:00Z", 10_000),
                shop.sale("2", 1, "A_1", null, "2015-03-02T00:00:00Z", 12_500),
                shop.sale("3", 1, "B_1", null, "2015-02-02T00:00:00Z", 300),
                shop.sale("4", 1, "B_1", null, "2015-03-02T00:00:00Z", 400),
                shop.sale("5", 1, "C_1", null, "2015-03-02T00:00:00Z", 50_000),
                shop.sale("6", 1, "A_1", null, "2015-03-02T00:00:00Z", Long.MAX_VALUE, -Long.MAX_VALUE));
        var all = shop.roster("A", "B", "C");
        long contest = march("sales_amount", """
                compare: growth
                baseline: {start: 2015-02-01, end: 2015-03-01}
                handicap: {"%1$sC": {factor: "1/3", offset: "-0.01"}}
                pairs: [["%1$sA", "%1$sB"]]
                """.formatted(shop.prefix()) + all);
        settled(contest, "1 C 500\n2 A 125\n3 B 4\n");
        Eventually.is(() -> growth(contest), "1 B 0.3333 1/3\n2 A 0.2500 1/4\n3 C - 0/0\n");
        var pair = versus(contest, "pairs").path("pairs").path(0);
        assertThat(pair.path("result").path("winner").asString()).isEqualTo(shop.prefix() + "B");
        assertThat(pair.path("lead").path("score").asString()).isEqualTo("0.0833");
        var first = versus(contest, "handicap").path("handicap").path(0);
        assertThat(first.path("adjusted").path("score").asString()).isEqualTo("166.66");
        assertThat(first.path("score").asString()).isEqualTo("500.00");
        long floor = march("sales_amount", "baseline: {start: 2015-02-01, end: 2015-03-01, least: \"100.00\"}" + all);
        settled(floor, "1 C 500\n2 A 125\n3 B 4\n");
        Eventually.is(() -> growth(floor), "1 C 4.0000 4/1\n2 A 0.2500 1/4\n3 B -0.9600 -24/25\n");
    }

    @Test
    void once_published_days_and_bases_are_those_of_then() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-02-02T00:00:00Z", 100),
                shop.sale("2", 1, "A_1", null, "2015-03-02T00:00:00Z", 500),
                shop.sale("3", 1, "B_1", null, "2015-02-02T00:00:00Z", 100),
                shop.sale("4", 1, "B_1", null, "2015-03-09T00:00:00Z", 400));
        var all = shop.roster("A", "B");
        var grown = """
                compare: growth
                baseline: {start: 2015-02-01, end: 2015-03-01}
                pairs: [["%1$sA", "%1$sB"]]
                """.formatted(shop.prefix()) + all;
        var played = """
                teams: {score: sum, list: [{id: x, name: {zh-CN: 甲, en: X}, units: ["%1$sA"]}, {id: y, name: {zh-CN: 乙, en: Y}, units: ["%1$sB"]}]}
                bracket: {seeds: ["%1$sA", "%1$sB"], rounds: [{start: 2015-03-01, end: 2015-03-15}]}
                """.formatted(shop.prefix()) + all;
        long growing = march("sales_amount", grown);
        long playing = march("sales_amount", played);
        long twinGrowing = march("sales_amount", grown);
        long twinPlaying = march("sales_amount", played);
        settled(playing, "1 A 5\n2 B 4\n");
        Eventually.is(() -> growth(growing), "1 A 4.0000 4/1\n2 B 3.0000 3/1\n");
        // Its baseline, too.
        stage.settled(growing);
        for (long contest : new long[] {growing, playing}) {
            desk.publish(contest, "season over", new Actor("boss", "business_manager"));
        }
        var then = answers(growing, playing);
        assertThat(then).allMatch(answer -> answer.contains("\"state\":\"final\""));
        stage.report(
                shop.sale("5", 1, "B_1", null, "2015-03-03T00:00:00Z", 10_000),
                shop.sale("6", 1, "A_1", null, "2015-02-03T00:00:00Z", 10_000));
        settled(twinPlaying, "1 B 104\n2 A 5\n");
        Eventually.is(() -> growth(twinGrowing), "1 B 103.0000 103/1\n2 A -0.9505 -96/101\n");
        assertThat(answers(growing, playing)).isEqualTo(then);
        var now = answers(twinGrowing, twinPlaying);
        for (int i = 0; i < then.size(); i++) {
            assertThat(now.get(i)).isNotEqualTo(then.get(i).replace("final", "provisional"));
        }
    }

    private List<String> answers(long growing, long playing) {
        return List.of(
                text(versus(growing, "pairs")),
                text(versus(growing, "growth")),
                text(versus(playing, "teams")),
                text(versus(playing, "bracket")));
    }

    private String growth(long contest) {
        var text = new StringBuilder();
        versus(contest, "growth").path("growth").forEach(row -> {
            var growth = row.path("growth");
            text.append(row.path("rank").asString()).append(' ');
            text.append(row.path("unit_id").asString().replace(shop.prefix(), ""))
                    .append(' ');
            text.append(
                    growth.path("score").isNull() ? "-" : growth.path("score").asString());
            text.append(' ').append(growth.path("raw").path("n")).append('/');
            text.append(growth.path("raw").path("d")).append('\n');
        });
        return text.toString();
    }

    @Test
    void head_to_head_without_meaning_is_refused_with_its_place() {
        var all = shop.roster("A", "B", "C");
        assertThatThrownBy(() -> march("sales_amount", "pairs: [" + shop.list("A", "A") + "]" + all))
                .hasStackTraceContaining("nobody plays himself");
        assertThatThrownBy(() -> march("sales_amount", "pairs: [" + shop.list("A", "Z") + "]" + all))
                .hasStackTraceContaining("in the roster");
        assertThatThrownBy(() -> march("sales_amount", "compare: growth" + all))
                .hasStackTraceContaining("growth is over a baseline");
        assertThatThrownBy(() -> march(
                        "sales_amount",
                        "bracket: {seeds: " + shop.list("A", "B", "C")
                                + ", rounds: [{start: 2015-03-01, end: 2015-03-02}]}" + all))
                .hasStackTraceContaining("3 participants play 2 rounds, found 1");
        assertThatThrownBy(() -> march(
                        "sales_amount",
                        "bracket: {seeds: " + shop.list("A", "B") + ", rounds: [{start: 2015-03-31, end: 2015-04-02}]}"
                                + all))
                .hasStackTraceContaining("at most 2015-04-01");
        assertThatThrownBy(() -> march("sales_amount", "handicap: {\"" + shop.prefix() + "A\": {factor: \"0\"}}" + all))
                .hasStackTraceContaining("must be above 0");
        assertThatThrownBy(
                        () -> march("sales_amount", "handicap: {\"" + shop.prefix() + "A\": {factor: \"1/0\"}}" + all))
                .hasStackTraceContaining("must be a whole number or a text like");
        long plain = march("sales_amount", "pairs: [" + shop.list("A", "B") + "]" + all);
        assertThatThrownBy(() -> versus(plain, "bracket")).hasMessageContaining("must be one of [pairs]");
    }
}
