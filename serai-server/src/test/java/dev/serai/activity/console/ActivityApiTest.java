package dev.serai.activity.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.activity.ActivityCard;
import dev.serai.activity.Play;
import dev.serai.activity.PlaySource;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ActivityApiTest {
    /** A contest whose board says which version it is and what it was asked. */
    private static final class Contest implements Play, PlaySource {
        long version = 7;
        final List<String> asked = new ArrayList<>();
        final List<Viewer> viewers = new ArrayList<>();

        @Override
        public ActivityCard card() {
            return new ActivityCard(
                    301,
                    "contest",
                    Map.of("en", "Stores"),
                    Instant.parse("2017-03-01T00:00:00Z"),
                    Instant.parse("2017-04-01T00:00:00Z"),
                    "Asia/Shanghai",
                    true,
                    "settling");
        }

        @Override
        public Set<String> actions() {
            return Set.of("board");
        }

        @Override
        public JsonNode act(String action, ObjectNode args, Viewer viewer) {
            asked.add(Json.canonical(args));
            viewers.add(viewer);
            if (args.path("limit").asInt(1) > 1_000) {
                throw new Refusal(SubCode.PARAM_INVALID, "args.limit must be at most 1000");
            }
            return Json.object().put("version", version).put("asked", asked.getLast());
        }

        @Override
        public Optional<Play> find(long activityId, @Nullable AppId app) {
            return activityId == 301 ? Optional.of(this) : Optional.empty();
        }

        @Override
        public List<Play> all() {
            return List.of(this);
        }
    }

    private final Contest contest = new Contest();
    private final ActivityApi api = new ActivityApi(List.of(contest));

    @Test
    void a_card_has_its_dates_in_its_own_zone() {
        var card = api.list().path("activities").path(0);
        assertThat(card.path("activity_id").asLong()).isEqualTo(301);
        assertThat(card.path("start").asString()).isEqualTo("2017-03-01T08:00:00+08:00");
        assertThat(card.path("public").asBoolean()).isTrue();
        assertThat(card.path("name").path("en").asString()).isEqualTo("Stores");
    }

    @Test
    void a_board_that_did_not_change_is_not_sent_again() {
        var first = api.board(301, 100, 0, null);
        var etag = Objects.requireNonNull(first.getHeaders().getETag());
        assertThat(api.board(301, 100, 0, etag).getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
        contest.version++;
        assertThat(api.board(301, 100, 0, etag).getStatusCode()).isEqualTo(HttpStatus.OK);
    }

    @Test
    void another_part_of_the_same_board_is_another_answer() {
        var etag = api.board(301, 100, 0, null).getHeaders().getETag();
        assertThat(api.board(301, 200, 0, etag).getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(api.board(301, 100, 100, etag).getStatusCode()).isEqualTo(HttpStatus.OK);
    }

    @Test
    void staff_look_without_speaking_for_a_user_and_see_the_whole_board() {
        api.board(301, null, null, null);
        assertThat(contest.viewers).containsExactly(new Play.Viewer(null, true, false));
        assertThat(contest.asked).containsExactly("{}");
    }

    @Test
    void what_the_play_refuses_is_told_in_its_own_words() {
        assertThatThrownBy(() -> api.board(301, 5_000, 0, null)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("param.invalid");
            assertThat(refused.getMessage()).contains("at most 1000");
        });
    }

    @Test
    void an_unknown_activity_and_an_action_it_does_not_have_are_not_found() {
        assertThatThrownBy(() -> api.one(999)).hasMessageContaining("no published activity 999");
        assertThatThrownBy(() -> api.explain(301, "367", null, null)).hasMessageContaining("has no explain");
    }
}
