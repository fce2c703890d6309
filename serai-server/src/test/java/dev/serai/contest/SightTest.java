package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.activity.Outlook;
import dev.serai.activity.Outlook.Level;
import dev.serai.activity.PageGuests.Guest;
import dev.serai.activity.Play.Viewer;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who sees whom. Two brands: Pine with the stores A and B in the North and C in the South, Oak with D. Every clerk is called
 * "Name of" his code, with a nickname or without; answers are searched for the names that may not be in them.
 */
@HouseTest
class SightTest {
    @Autowired
    Stage stage;

    @Autowired
    Contests contests;

    @Autowired
    Boards boards;

    @Autowired
    Whereabouts whereabouts;

    @Autowired
    UnitDays days;

    @Autowired
    ShownBoards shown;

    @Autowired
    JdbcClient db;

    private String p = "";
    private final List<NewFact> told = new ArrayList<>();

    private void place(String unit, String code, String more) {
        told.add(Stage.fact(
                "org",
                unit + "/" + p + code,
                1,
                "2014-01-01T00:00:00Z",
                "{\"unit\":\"%s\",\"code\":\"%s\",\"name\":\"Name of %s\",%s}".formatted(unit, p + code, code, more)));
    }

    private void sale(String clerk, long fen) {
        var store = clerk.substring(0, 1);
        told.add(Stage.fact(
                "receipt",
                p + clerk,
                1,
                "2015-03-05T10:00:00Z",
                "{\"store_id\":\"%s\",\"clerk_id\":\"%s\",\"lines\":[{\"product_id\":\"x\",\"quantity\":1,\"paid\":%d,\"list\":%d}]}"
                        .formatted(p + store, p + clerk, fen, fen)));
    }

    @BeforeEach
    void prepare() {
        p = stage.prefix();
        told.clear();
        for (var store : List.of("A", "B", "C", "D")) {
            var brand = store.equals("D") ? "Oak" : "Pine";
            var region = List.of("A", "B").contains(store) ? "North" : store.equals("C") ? "South" : "West";
            place("store", store, "\"region\":\"%s\",\"brand\":\"%s\"".formatted(p + region, p + brand));
            for (int i = 1; i <= 3; i++) {
                var nick = i == 1 ? "" : ",\"nickname\":\"Nick of %s%d\"".formatted(store, i);
                place("clerk", store + i, "\"store_id\":\"" + p + store + "\"" + nick);
            }
        }
        int n = 0;
        for (var clerk : List.of("A1", "B1", "C1", "A2", "B2", "C2", "A3", "B3", "C3")) {
            sale(clerk, 10_000 - 1_000L * n++);
        }
    }

    /** The organisation is looked after every 250 ms. */
    private void known() {
        var day = LocalDate.of(2015, 3, 31);
        Eventually.is(
                () -> whereabouts.on("clerk", day).containsKey(p + "D3") + " "
                        + whereabouts.on("store", day).containsKey(p + "D"),
                "true true");
    }

    /** Pine's clerks, grouped by store; two rows are shown to everybody. */
    private long pine(String more) {
        stage.report(told);
        long id = stage.contest(
                "sales_amount",
                "clerk",
                Stage.MARCH + "\nroster: {everyone: true}\nrange: {brand: " + p + "Pine}\ngroup: store\nshow_top: 2\n"
                        + more);
        Eventually.is(
                () -> stage.act(id, "board", Json.object().put("limit", 9))
                        .at("/rows/8/score")
                        .asString("?"),
                "20.00");
        // A board that is still computing gets another version when it is not: two answers would differ.
        stage.settled(id);
        known();
        return id;
    }

    private Viewer at(Level level, String unit) {
        return new Viewer("somebody", false, false, new Outlook(level, unit.isEmpty() ? "" : p + unit, true, true));
    }

    private Viewer clerk(String code) {
        return new Viewer(p + code, false, false, Outlook.himself(p + code));
    }

    private static ObjectNode args(String json) {
        return (ObjectNode) Json.read(json.replace('`', '"'));
    }

    private JsonNode act(long id, Viewer viewer, String action, String json) {
        return stage.act(id, action, args(json.replace("@", p)), viewer);
    }

    /** Everything an answer or refusal says, so that it can be searched. */
    private String said(long id, Viewer viewer, String action, String json) {
        try {
            return act(id, viewer, action, json).toString().replace(p, "");
        } catch (Refusal refusal) {
            return refusal.subCode().wire() + " " + refusal.explanation().replace(p, "");
        }
    }

    private static final Map<String, String> ASKED = Map.of(
            "board", "{`limit`:1000}",
            "me", "{`unit_id`:`@B2`}",
            "explain", "{`unit_id`:`@B2`}",
            "history", "{`unit_id`:`@B2`}");

    private String rows(long id, Viewer viewer, String json) {
        var text = new StringBuilder();
        var many = json.equals("{}") || json.contains("limit") ? json : json.replace("}", ",`limit`:1000}");
        for (var row : act(id, viewer, "board", many).path("rows")) {
            text.append(row.path("rank").asInt()).append(' ').append(name(row)).append(", ");
        }
        return text.toString().replace(p, "");
    }

    private static String name(JsonNode row) {
        return row.path("unit_name").isNull()
                ? "somebody"
                : row.path("unit_name").asString();
    }

    @Test
    void each_sees_his_own_part_by_name_and_of_others_what_everybody_sees() {
        long id = pine("");
        // Everybody: the first two; B1 has no nickname, so his code stands for him.
        assertThat(rows(id, clerk("A1"), "{}")).isEqualTo("1 Name of A1, 2 B1, ");
        assertThat(rows(id, clerk("C3"), "{}")).isEqualTo("1 A1, 2 B1, ");
        assertThat(rows(id, clerk("A1"), "{`mine`:true}")).isEqualTo("1 Name of A1, 4 Name of A2, 7 Name of A3, ");
        assertThat(rows(id, clerk("A1"), "{`group`:`@A`}")).isEqualTo("1 Name of A1, 2 Name of A2, 3 Name of A3, ");
        assertThat(rows(id, at(Level.STORE, "A"), "{`mine`:true}")).isEqualTo(rows(id, clerk("A1"), "{`mine`:true}"));
        assertThat(rows(id, at(Level.REGION, "North"), "{`mine`:true,`limit`:4}"))
                .isEqualTo("1 Name of A1, 2 Name of B1, 4 Name of A2, 5 Name of B2, ");
        assertThat(rows(id, at(Level.REGION, "North"), "{`group`:`@B`}"))
                .isEqualTo("1 Name of B1, 2 Name of B2, 3 Name of B3, ");
        assertThat(act(id, at(Level.BRAND, "Pine"), "board", "{`mine`:true,`limit`:9}")
                        .path("rows"))
                .hasSize(9);
        assertThat(act(id, at(Level.ALL, ""), "board", "{`mine`:true,`limit`:9}")
                        .path("rows"))
                .hasSize(9);
        assertThat(act(id, clerk("A3"), "info", "{}").at("/outlook/me").asString())
                .isEqualTo(p + "A3");
    }

    @Test
    void around_him_a_clerk_sees_places_and_no_strangers() {
        long id = pine("");
        var me = act(id, clerk("A3"), "me", "{}");
        assertThat(me.at("/me/rank").intValue()).isEqualTo(7);
        assertThat(me.at("/gap/score").asString()).isEqualTo("10.00");
        var around = new ArrayList<String>();
        me.path("around").forEach(row -> around.add(row.path("rank") + " " + name(row)));
        assertThat(around).containsExactly("5 somebody", "6 somebody", "7 Name of A3", "8 somebody", "9 somebody");
        assertThat(me.toString()).doesNotContain("Nick of", p + "B", p + "C");
        assertThat(act(id, clerk("A3"), "explain", "{`unit_id`:`@A3`}").path("facts"))
                .hasSize(1);
        // A store's page that may not explain.
        var quiet = new Viewer(null, false, false, new Outlook(Level.STORE, p + "A", false, true));
        assertThat(said(id, quiet, "explain", "{`unit_id`:`@A3`}")).startsWith("action.not_allowed");
        assertThat(said(id, quiet, "me", "{`unit_id`:`@A3`}")).contains("Name of A3");
    }

    @Test
    void what_is_not_ones_own_is_refused_in_every_action_and_leaks_no_name() {
        long id = pine("");
        var others = Pattern.compile("Name of [BC]|Nick of|B2|B3|C[123]");
        for (var viewer : List.of(clerk("A1"), clerk("A3"), at(Level.STORE, "A"))) {
            ASKED.forEach((action, json) -> {
                var said = said(id, viewer, action, json);
                assertThat(said).as(action).doesNotContainPattern(others);
                if (!action.equals("board")) {
                    assertThat(said).startsWith("action.not_allowed");
                    // Who is not there at all gets the same answer as who is not his to see.
                    assertThat(said(id, viewer, action, json.replace("@B2", "@ZZ")))
                            .isEqualTo(said);
                }
            });
            for (var group : List.of("@B", "@ZZ")) {
                assertThat(said(id, viewer, "board", "{`group`:`" + group + "`}"))
                        .startsWith("action.not_allowed that is outside");
            }
            assertThat(act(id, viewer, "board", "{`me`:`@B3`}").path("me").isNull())
                    .isTrue();
        }
        // A clerk's colleague: his name, and nothing of his receipts.
        assertThat(said(id, clerk("A1"), "explain", "{`unit_id`:`@A2`}")).startsWith("action.not_allowed");
        assertThat(said(id, clerk("A1"), "history", "{`unit_id`:`@A2`}")).startsWith("action.not_allowed");
    }

    @Test
    void another_brands_people_are_refused_as_a_whole() {
        long id = pine("");
        for (var viewer : List.of(
                clerk("D1"),
                clerk("nobody"),
                at(Level.STORE, "D"),
                at(Level.REGION, "West"),
                at(Level.BRAND, "Oak"),
                at(Level.CLERK, "D2"))) {
            for (var action : List.of("info", "board", "me", "explain", "history")) {
                assertThat(said(id, viewer, action, ASKED.getOrDefault(action, "{}")))
                        .startsWith("action.not_allowed")
                        .doesNotContain("Name of", "Nick of", "A1", "B1");
            }
        }
        // Two brands: no clerk of the other appears, whoever asks.
        assertThat(said(id, Stage.SIGNED, "board", "{`limit`:1000}")).doesNotContain("D1", "Name of D");
    }

    @Test
    void of_a_public_contest_they_see_what_strangers_see() {
        long id = pine("public: true");
        var stranger = said(id, Stage.ANYBODY, "board", "{`limit`:1000}");
        assertThat(said(id, at(Level.BRAND, "Oak"), "board", "{`limit`:1000}")).isEqualTo(stranger);
        assertThat(stranger).doesNotContain("Name of", "A2");
        for (var action : List.of("me", "explain", "history")) {
            assertThat(said(id, at(Level.BRAND, "Oak"), action, ASKED.getOrDefault(action, "{}")))
                    .startsWith("action.not_allowed")
                    .doesNotContain("Name of");
        }
    }

    @Test
    void who_moves_takes_his_place_with_him() {
        long id = pine("");
        assertThat(rows(id, at(Level.STORE, "B"), "{`mine`:true}"))
                .contains("Name of B1")
                .doesNotContain("A2");
        stage.report(Stage.fact(
                "org",
                "clerk/" + p + "A2",
                2,
                "2014-01-01T00:00:00Z",
                "{\"unit\":\"clerk\",\"code\":\"%sA2\",\"name\":\"Name of A2\",\"store_id\":\"%sB\"}".formatted(p, p)));
        Eventually.is(
                () -> rows(id, at(Level.STORE, "B"), "{`mine`:true}"),
                "2 Name of B1, 4 Name of A2, 5 Name of B2, 8 Name of B3, ");
        assertThat(said(id, at(Level.STORE, "A"), "explain", "{`unit_id`:`@A2`}"))
                .startsWith("action.not_allowed");
    }

    @Test
    void a_signed_call_sees_all_and_for_a_known_clerk_keeps_to_his_scope() {
        long id = pine("");
        assertThat(said(id, Stage.SIGNED, "board", "{`limit`:1000}")).contains("Name of B3");
        assertThat(said(id, new Viewer("u1", true, false), "board", "{`group`:`@B`,`limit`:9}"))
                .contains("Name of B3");
        var a1 = new Viewer(p + "A1", true, false);
        assertThat(act(id, a1, "board", "{`limit`:1000}").path("rows")).hasSize(9);
        assertThat(said(id, a1, "board", "{`limit`:1000}"))
                .contains("Name of A2")
                .doesNotContain("Name of B");
        assertThat(said(id, a1, "board", "{`group`:`@B`}")).startsWith("action.not_allowed");
        assertThat(said(id, a1, "explain", "{`unit_id`:`@B1`}")).startsWith("action.not_allowed");
    }

    @Test
    void a_stores_contest_shows_a_clerk_his_own_store() {
        stage.report(told);
        long id = stage.contest(
                "sales_amount", "store", Stage.MARCH + "\nroster: {everyone: true}\nrange: {brand: " + p + "Pine}");
        Eventually.is(() -> stage.board(id, p), "1 A 210\n2 B 180\n3 C 150\n");
        known();
        assertThat(act(id, clerk("B2"), "me", "{}").at("/me/unit_id").asString())
                .isEqualTo(p + "B");
        assertThat(said(id, clerk("B2"), "explain", "{`unit_id`:`@B`}")).startsWith("action.not_allowed");
        assertThat(act(id, at(Level.STORE, "B"), "explain", "{`unit_id`:`@B`}").path("facts"))
                .hasSize(3);
        assertThat(act(id, at(Level.REGION, "North"), "me", "{`unit_id`:`@A`}")
                        .at("/me/rank")
                        .intValue())
                .isEqualTo(1);
        assertThat(said(id, at(Level.REGION, "North"), "me", "{`unit_id`:`@C`}"))
                .startsWith("action.not_allowed");
        assertThatThrownBy(() -> act(id, clerk("D1"), "board", "{}")).isInstanceOf(Refusal.class);
        // Whom the app lets in and nobody knows sees the list, and no more.
        var guest = clerk("guest");
        assertThat(act(id, guest, "board", "{}").path("rows")).hasSize(3);
        assertThat(said(id, guest, "me", "{`unit_id`:`@A`}")).startsWith("action.not_allowed");
    }

    @Test
    void a_managers_link_opens_his_clerks_months_and_no_others() {
        long id = pine("");
        assertThat(compass(id, at(Level.STORE, "A"), "A", "A2"))
                .startsWith("200")
                .contains("\"totalScore\":70.00");
        assertThat(compass(id, at(Level.BRAND, "Pine"), "B", "B1")).startsWith("200");
        assertThat(compass(id, clerk("A2"), "A", "A2")).startsWith("200");
        var refused = compass(id, at(Level.STORE, "A"), "B", "B1");
        assertThat(refused).startsWith("401").doesNotContain("B1", "Name of");
        assertThat(compass(id, at(Level.STORE, "A"), "A", "B1")).isEqualTo(refused);
        assertThat(compass(id, at(Level.STORE, "A"), "A", "ZZ")).isEqualTo(refused);
        assertThat(compass(id, clerk("A1"), "A", "A2")).isEqualTo(refused);
        assertThat(compass(id, at(Level.BRAND, "Oak"), "A", "A2")).isEqualTo(refused);
    }

    private String compass(long id, Viewer viewer, String shop, String clerk) {
        var guest = new Guest(null, viewer.userId(), id, Objects.requireNonNull(viewer.outlook()));
        var page = new PersonalCompass(contests, boards, _ -> Optional.of(guest), whereabouts, days);
        var data = "{\"shopNumber\":\"%s\",\"clerkNumber\":\"%s\",\"year\":\"2015\",\"month\":\"3\"}"
                .formatted(p + shop, p + clerk);
        return ActivityTablesTest.page(page, "data", data, "actType", "list").replace(p, "");
    }

    @Test
    void the_old_list_holds_codes_only_for_who_may_know_them() {
        long id = pine("");
        assertThat(list(id, null)).startsWith("401").doesNotContain("A1");
        assertThat(list(id, at(Level.STORE, "B"))).contains("\"clerkCode\":\"B1\"");
        assertThat(list(id, at(Level.BRAND, "Oak"))).startsWith("403").doesNotContain("A1", "Name of");
    }

    private String list(long id, @Nullable Viewer viewer) {
        var guest =
                viewer == null ? null : new Guest(null, viewer.userId(), id, Objects.requireNonNull(viewer.outlook()));
        var page = new ShopPkTopList(contests, shown, _ -> Optional.ofNullable(guest), whereabouts);
        return ActivityTablesTest.page(page, "activityId", Long.toString(id)).replace(p, "");
    }
}
