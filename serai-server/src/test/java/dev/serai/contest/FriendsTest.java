package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.activity.Outlook;
import dev.serai.activity.Play.Viewer;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A user among his friends, against a script over the same events; and how places moved since yesterday. */
@HouseTest
class FriendsTest {
    @Autowired
    Stage stage;

    @Autowired
    JdbcClient db;

    private String p = "";

    @BeforeEach
    void prepare() {
        p = stage.prefix();
    }

    private NewFact event(String id, String user, String kind, boolean withdrawn) {
        return Stage.fact(
                "community_event",
                p + id,
                withdrawn ? 2 : 1,
                "2015-03-05T10:00:00Z",
                "{\"user_id\":\"%s\",\"kind\":\"%s\",\"withdrawn\":%s}".formatted(p + user, kind, withdrawn));
    }

    private NewFact friend(String user, String friend, long version, String status) {
        return Stage.fact(
                "friendship",
                p + user + "/" + p + friend,
                version,
                "2015-01-01T00:00:00Z",
                "{\"user_id\":\"%s\",\"friend_id\":\"%s\",\"status\":\"%s\",\"nickname\":\"Nick %s\"}"
                        .formatted(p + user, p + friend, status, friend));
    }

    private List<NewFact> both(String one, String other) {
        return List.of(friend(one, other, 1, "FRIEND"), friend(other, one, 1, "FRIEND"));
    }

    private long contest() {
        return stage.contest("community_activity", "user", Stage.MARCH + "\nroster: {everyone: true}");
    }

    private Viewer page(String user) {
        return new Viewer(p + user, false, false, Outlook.himself(p + user));
    }

    private JsonNode friends(long id, String user) {
        return stage.act(id, "friends", Json.object(), page(user));
    }

    private String rows(long id, String user) {
        var text = new StringBuilder();
        for (var row : friends(id, user).path("rows")) {
            text.append(row.path("rank").asInt()).append(' ');
            text.append(row.path("unit_id").asString().replace(p, "")).append(' ');
            text.append(row.path("score").asString()).append(", ");
        }
        return text.toString();
    }

    @Test
    void the_board_of_friends_is_what_a_script_over_the_events_says() {
        var random = new Random(79);
        var points = Map.of("POST", 5, "COMMENT", 2, "LIKE", 1, "SHARE", 3);
        Map<String, Integer> score = new HashMap<>();
        Map<String, TreeSet<String>> friendsOf = new HashMap<>();
        List<NewFact> facts = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            var user = "u" + random.nextInt(30);
            var kind = List.of("POST", "COMMENT", "LIKE", "SHARE").get(random.nextInt(4));
            boolean withdrawn = random.nextInt(8) == 0;
            facts.add(event("e" + i, user, kind, false));
            if (withdrawn) {
                facts.add(event("e" + i, user, kind, true));
            } else {
                score.merge(user, points.get(kind), Integer::sum);
            }
        }
        for (int i = 0; i < 120; i++) {
            var one = "u" + random.nextInt(32);
            var other = "u" + random.nextInt(32);
            if (!one.equals(other)) {
                facts.addAll(both(one, other));
                friendsOf.computeIfAbsent(one, _ -> new TreeSet<>()).add(other);
                friendsOf.computeIfAbsent(other, _ -> new TreeSet<>()).add(one);
            }
        }
        stage.report(facts);
        long id = contest();
        for (var user : friendsOf.keySet()) {
            var all = new TreeSet<>(friendsOf.get(user));
            all.add(user);
            var order = all.stream()
                    .sorted(Comparator.<String, Integer>comparing(u -> -score.getOrDefault(u, 0))
                            .thenComparing(u -> p + u))
                    .toList();
            var expected = new StringBuilder();
            for (var one : order) {
                long rank = 1
                        + order.stream()
                                .filter(u -> score.getOrDefault(u, 0) > score.getOrDefault(one, 0))
                                .count();
                expected.append(rank).append(' ').append(one).append(' ');
                expected.append(score.getOrDefault(one, 0)).append(", ");
            }
            Eventually.is(() -> rows(id, user), expected.toString());
        }
        stage.settled(id);
    }

    @Test
    void only_who_both_say_so_are_friends_and_who_hides_is_nobodys() {
        stage.report(List.of(event("1", "a", "POST", false), event("2", "b", "LIKE", false)));
        stage.report(both("a", "b"));
        stage.report(both("a", "c"));
        stage.report(friend("a", "asked", 1, "FRIEND"), friend("fan", "a", 1, "FRIEND"));
        long id = contest();
        Eventually.is(() -> rows(id, "a"), "1 a 5, 2 b 1, 3 c 0, ");
        assertThat(rows(id, "fan")).isEqualTo("1 fan 0, ");
        assertThat(friends(id, "a").at("/me/rank").intValue()).isEqualTo(1);
        assertThat(friends(id, "a").at("/rows/1/unit_name").asString()).isEqualTo("Nick b");

        stage.report(friend("b", "a", 2, "BLOCKED"));
        Eventually.is(() -> rows(id, "a"), "1 a 5, 2 c 0, ");
        assertThat(rows(id, "b")).isEqualTo("1 b 1, ");
        // An older word that comes late changes nothing.
        stage.report(friend("b", "a", 1, "FRIEND"));
        assertThat(rows(id, "a")).isEqualTo("1 a 5, 2 c 0, ");

        stage.act(id, "hide_me", Json.object().put("hidden", true), page("c"));
        assertThat(rows(id, "a")).isEqualTo("1 a 5, ");
        assertThat(rows(id, "c")).isEqualTo("1 c 0, ");
        assertThat(friends(id, "c").path("hidden").booleanValue()).isTrue();
        stage.act(id, "hide_me", Json.object().put("hidden", false), page("c"));
        assertThat(rows(id, "c")).isEqualTo("1 a 5, 2 c 0, ");
    }

    @Test
    void strangers_of_the_community_are_places_without_names() {
        stage.report(List.of(event("1", "a", "POST", false), event("2", "b", "LIKE", false)));
        long id = contest();
        var all = Json.object().put("limit", 1_000);
        Eventually.is(
                () -> Boolean.toString(stage.act(id, "board", all).toString().contains(p + "b")), "true");
        var board = stage.act(id, "board", Json.object(), page("b"));
        assertThat(board.toString()).doesNotContain(p + "a").contains(p + "b");
        assertThat(stage.act(id, "me", Json.object(), page("b")).toString()).doesNotContain(p + "a");
        assertThatThrownBy(() -> stage.act(id, "explain", Json.object().put("unit_id", p + "a"), page("b")))
                .isInstanceOf(Refusal.class)
                .hasMessageNotContaining(p + "a");
    }

    @Test
    void five_thousand_friends_are_found_without_looking_at_the_board() {
        db.sql("""
                        INSERT INTO contest.friendship (user_id, friend_id, id, status, seq)
                        SELECT one, other, one || '/' || other, 'FRIEND', 0 FROM (
                            SELECT :me AS one, :p || 'f' || n AS other FROM generate_series(0, :last) n
                            UNION ALL SELECT :p || 'f' || n, :me FROM generate_series(0, :last) n) AS pairs""")
                .param("me", p + "me")
                .param("p", p)
                .param("last", Friendships.FRIENDS_MAX + 1)
                .update();
        stage.report(event("1", "f7", "POST", false));
        long id = contest();
        Eventually.is(
                () -> friends(id, "me").at("/rows/0/unit_id").asString().replace(p, "") + " "
                        + friends(id, "me").path("more"),
                "f7 true");
        var answer = friends(id, "me");
        assertThat(answer.path("friends").intValue()).isEqualTo(Friendships.FRIENDS_MAX);
        assertThat(answer.at("/me/rank").intValue()).isEqualTo(2);
        assertThat(answer.path("rows")).hasSize(100);
    }
}
