package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.fact.CsvLoad;
import dev.serai.fact.NewFact;
import dev.serai.fact.Taken;
import dev.serai.kernel.Json;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Drafts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Lists of goods reported as facts, and contests that name them. */
@HouseTest
class SkuSetsTest {
    @Autowired
    Stage stage;

    @Autowired
    CsvLoad load;

    @Autowired
    Publishing published;

    @Autowired
    Drafts drafts;

    @Autowired
    Contests contests;

    private Shop shop = new Shop("");
    private String set = "";

    @BeforeEach
    void prepare() {
        shop = new Shop(stage.prefix());
        set = shop.prefix() + "spring";
    }

    private NewFact rules(String id, long version, String lines) {
        return new NewFact(
                SkuSets.TYPE,
                id,
                version,
                Instant.parse("2015-01-01T00:00:00Z"),
                Json.read("{\"lines\":[" + lines + "]}"));
    }

    private long contest(String rules) {
        return stage.contest(
                "sku_points", "store", Stage.MARCH + "\nparams: {rules: " + rules + "}" + shop.roster("A", "B"));
    }

    private String named(long version) {
        return "{set: \"" + set + "\", version: " + version + "}";
    }

    @Test
    void a_contest_counts_by_the_version_it_named_whatever_comes_later() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500),
                shop.sale("2", 1, "A_1", null, "2015-03-03T00:00:00Z", "1", -500));
        stage.report(rules(set, 1, "{\"commodity\":\"P\",\"points\":3}"));
        long first = contest(named(1));
        stage.eventually(first, shop.prefix(), "1 A 0\n1 B 0\n");
        stage.report(rules(set, 2, "{\"commodity\":\"P\",\"points\":7}"));
        stage.report(shop.sale("3", 1, "A_1", null, "2015-03-04T00:00:00Z", 100));
        long second = contest(named(2));
        stage.eventually(first, shop.prefix(), "1 A 3\n2 B 0\n");
        stage.eventually(second, shop.prefix(), "1 A 7\n2 B 0\n");
        assertThatThrownBy(() -> contest(named(3))).hasStackTraceContaining("has no version 3; accepted: [1, 2]");
        assertThatThrownBy(() -> contest("{set: nobodys, version: 1}"))
                .hasStackTraceContaining("no list of goods nobodys is in effect on 2015-03-01");
        assertThatThrownBy(() -> contest("{set: \"" + set + "\"}")).hasStackTraceContaining("BadFiles");
    }

    @Test
    void of_its_dates_the_one_in_effect_on_the_first_day_holds() {
        stage.report(
                rules(set, 1, "{\"commodity\":\"P\",\"points\":1}"),
                rules(set + "/2015-03-01", 1, "{\"commodity\":\"P\",\"points\":10}"),
                rules(set + "/2015-03-02", 1, "{\"commodity\":\"P\",\"points\":100}"));
        stage.report(shop.sale("1", 1, "A_1", null, "2015-03-20T00:00:00Z", 500));
        stage.eventually(contest(named(1)), shop.prefix(), "1 A 10\n2 B 0\n");
    }

    private String file(long id, long version) {
        return Stage.file(
                id,
                "sku_points",
                "store",
                Stage.MARCH + "\nparams: {rules: " + named(version) + "}" + shop.roster("A"));
    }

    /** The definition as it is compiled now. */
    private String compiled(long id, long version) {
        return switch (drafts.read(new SourceFile("contest.yaml", file(id, version)), Contest.class)) {
            case Drafts.Draft.Sound<Contest> sound -> sound.value().definition().hash();
            case Drafts.Draft.Flawed<Contest> flawed -> flawed.flaws().toString();
        };
    }

    private String published(long id, long version) {
        published.apply(file(id, version));
        return contests.contest(id, null).orElseThrow().definition().hash();
    }

    @Test
    void a_published_contest_keeps_its_list_whatever_is_reported_with_an_earlier_date() {
        stage.report(rules(set, 1, "{\"commodity\":\"P\",\"points\":3}"));
        long id = stage.number();
        var before = published(id, 1);
        stage.report(rules(set + "/2015-02-01", 1, "{\"commodity\":\"P\",\"points\":7}"));
        assertThat(compiled(id, 1)).isEqualTo(before);
        stage.report(rules(set + "/2015-02-02", 2, "{\"commodity\":\"P\",\"points\":9}"));
        assertThat(compiled(id, 1)).isEqualTo(before);
        assertThat(compiled(id, 2)).as("which it takes by naming it").isNotEqualTo(before);
        assertThat(compiled(stage.number(), 1)).contains("has no version 1; accepted: [2]");
    }

    @Test
    void a_draft_chooses_no_list_for_the_contest_it_becomes() {
        stage.report(rules(set, 1, "{\"commodity\":\"P\",\"points\":3}"));
        long id = stage.number();
        var draft = compiled(id, 1);
        stage.report(rules(set + "/2015-02-01", 1, "{\"commodity\":\"P\",\"points\":7}"));
        assertThat(published(id, 1)).isEqualTo(compiled(id, 1)).isNotEqualTo(draft);
    }

    @Test
    void a_file_brings_a_list_and_a_contest_counts_by_it() {
        var file = """
                set,since,commodity,colour,points,per,priority
                %1$s,2015-01-01,P,,2,piece,1
                %1$s,2015-01-01,Q,red,5,yuan,0
                """.formatted(set).getBytes(StandardCharsets.UTF_8);
        var loaded = load.load(SkuSets.TYPE, 1, new ByteArrayInputStream(file), _ -> {});
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.count(Taken.Result.ACCEPTED)).isEqualTo(1);
        stage.report(shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500, 500));
        stage.eventually(contest(named(1)), shop.prefix(), "1 A 4\n2 B 0\n");
    }

    @Test
    void a_list_may_have_a_hundred_thousand_lines_and_no_more() {
        var lines = new StringBuilder();
        for (int i = 0; i < 99_999; i++) {
            lines.append("{\"commodity\":\"G").append(i).append("\"},");
        }
        stage.report(rules(set, 1, lines + "{\"commodity\":\"P\",\"points\":4}"));
        stage.report(shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500));
        stage.eventually(contest(named(1)), shop.prefix(), "1 A 4\n2 B 0\n");
        assertThatThrownBy(() -> stage.report(rules(set, 2, lines + "{\"commodity\":\"P\"},{\"commodity\":\"Q\"}")))
                .isInstanceOf(AssertionError.class);
    }
}
