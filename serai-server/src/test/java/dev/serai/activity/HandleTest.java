package dev.serai.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.ApiCall;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class HandleTest {
    private final MovableClock clock = new MovableClock();
    private final Activities activities = new Activities(
            List.of(TestPlay.source(
                    TestPlay.of(7, false, clock.instant(), clock.instant().plus(Duration.ofHours(1))))),
            clock);
    private final Handle handle = new Handle(activities);

    private JsonNode call(String params, boolean firstParty, @Nullable String user) {
        return handle.answer(new ApiCall(
                new MerchantId("m"),
                new AppId("a"),
                firstParty,
                user,
                (tools.jackson.databind.node.ObjectNode) Json.MAPPER.readTree(params.replace('`', '"')),
                "r"));
    }

    private void refused(SubCode cause, String params, boolean firstParty, @Nullable String user) {
        assertThatThrownBy(() -> call(params, firstParty, user))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.subCode()).isEqualTo(cause));
    }

    @Test
    void an_action_reaches_its_play_with_its_arguments_and_user() {
        assertThat(call("{`activity_id`:7,`action`:`mine`,`args`:`{\\`n\\`:1}`,`user_id`:`u`}", true, null)
                        .toString())
                .isEqualTo("{\"action\":\"mine\",\"user\":\"u\",\"args\":{\"n\":1}}");
        assertThat(call("{`activity_id`:7,`action`:`view`,`args`:{`n`:1}}", false, "t")
                        .at("/args/n")
                        .intValue())
                .isEqualTo(1);
        assertThat(call("{`activity_id`:7,`action`:`view`}", false, null)
                        .at("/args")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void an_unknown_id_and_an_unknown_action_are_two_causes() {
        refused(SubCode.ACTIVITY_UNKNOWN, "{`activity_id`:8,`action`:`view`}", true, null);
        refused(SubCode.ACTION_UNKNOWN, "{`activity_id`:7,`action`:`claim`}", true, null);
    }

    @Test
    void only_a_first_party_app_speaks_for_any_user() {
        refused(SubCode.ACTION_NOT_ALLOWED, "{`activity_id`:7,`action`:`mine`,`user_id`:`u`}", false, "t");
        refused(SubCode.TOKEN_MISSING, "{`activity_id`:7,`action`:`mine`,`user_id`:``}", true, null);
        refused(SubCode.PARAM_INVALID, "{`activity_id`:7,`action`:`mine`,`user_id`:`a\\u0000b`}", true, null);
    }

    @Test
    void arguments_that_are_no_object_are_refused() {
        for (var args : List.of("`[]`", "`1`", "`{`", "`{} {}`", "`{\\`a\\`:1,\\`a\\`:2}`", "[]", "7", "true")) {
            refused(SubCode.PARAM_INVALID, "{`activity_id`:7,`action`:`view`,`args`:" + args + "}", true, null);
        }
        refused(
                SubCode.PARAM_INVALID,
                "{`activity_id`:7,`action`:`view`,`args`:`" + "[".repeat(5_000) + "`}",
                true,
                null);
    }

    @Test
    void an_ended_activity_refuses_before_its_code() {
        call("{`activity_id`:7,`action`:`grab`}", true, null);
        clock.advance(Duration.ofHours(2));
        refused(SubCode.ACTIVITY_ENDED, "{`activity_id`:7,`action`:`grab`}", true, null);
        call("{`activity_id`:7,`action`:`view`}", true, null);
    }

    private record Carded(Play of, int order, String brand) implements Play {
        @Override
        public ActivityCard card() {
            return of.card();
        }

        @Override
        public Set<String> actions() {
            return of.actions();
        }

        @Override
        public JsonNode act(String action, ObjectNode args, Viewer viewer) {
            return of.act(action, args, viewer);
        }

        @Override
        public Map<String, String> traits() {
            return Map.of("brand", brand);
        }
    }

    private Play carded(long id, int order, String brand) {
        return new Carded(TestPlay.of(id, false, clock.instant(), clock.instant()), order, brand);
    }

    @Test
    void a_brands_activities_are_listed_in_their_declared_order() {
        var list = new ListActivities(new Activities(
                List.of(TestPlay.source(carded(1, 5, "A"), carded(2, 0, "B"), carded(3, -1, "A"), carded(4, 5, "A"))),
                clock));
        var call = new ApiCall(
                new MerchantId("m"),
                new AppId("a"),
                false,
                null,
                Json.object().put("brand", "A").put("state", "running"),
                "r");
        assertThat(list.answer(call).findValuesAsString("activity_id")).containsExactly("3", "1", "4");
    }
}
