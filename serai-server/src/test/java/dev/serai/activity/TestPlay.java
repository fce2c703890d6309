package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A play that tells what reached it. */
record TestPlay(ActivityCard card) implements Play {
    static TestPlay of(long id, boolean open, Instant start, Instant end) {
        return new TestPlay(
                new ActivityCard(id, "campaign", Map.of("zh-CN", "试"), start, end, "Asia/Shanghai", open, "running"));
    }

    static TestPlay contest(long id, boolean open, Instant start, Instant end) {
        return new TestPlay(
                new ActivityCard(id, "contest", Map.of("zh-CN", "赛"), start, end, "Asia/Shanghai", open, "running"));
    }

    static PlaySource source(Play... plays) {
        return new PlaySource() {
            @Override
            public Optional<Play> find(long activityId, @Nullable AppId app) {
                return all().stream()
                        .filter(play -> play.card().id() == activityId)
                        .findFirst();
            }

            @Override
            public List<Play> all() {
                return List.of(plays);
            }
        };
    }

    @Override
    public Set<String> actions() {
        return Set.of("view", "mine", "grab", "board", "info");
    }

    @Override
    public boolean needsUser(String action) {
        return action.equals("mine");
    }

    @Override
    public boolean onlyWhileRunning(String action) {
        return action.equals("grab");
    }

    @Override
    public JsonNode act(String action, ObjectNode args, Viewer viewer) {
        var json = Json.object().put("action", action).put("user", viewer.userId());
        json.set("args", args);
        var outlook = viewer.outlook();
        if (outlook != null && outlook.declared()) {
            json.put("outlook", outlook.level().word() + " " + outlook.unit());
        }
        return json;
    }
}
