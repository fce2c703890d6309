package dev.serai.activity;

import dev.serai.kernel.MerchantScope;
import dev.serai.merchant.Sandboxes;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The one entry of all activities. */
@Component
final class Handle implements ApiMethod {
    /** What changes nothing, of whatever play. */
    private static final SortedSet<String> LOOKING = new TreeSet<>(Set.of(
            "board",
            "explain",
            "friends",
            "history",
            "info",
            "me",
            "movement",
            "my_rewards",
            "progress",
            "versus",
            "view"));

    private final Activities activities;

    Handle(Activities activities) {
        this.activities = activities;
    }

    @Override
    public String name() {
        return "activity.handle";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var play = activities.find(call.integer("activity_id", 0), call.app());
        var action = call.text("action");
        if (action == null || action.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "action is absent or empty; name one of the activity's actions");
        }
        if (Sandboxes.isSpace(call.merchant()) && !LOOKING.contains(action)) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "activities have no sandbox: they can be looked at from there (" + LOOKING
                            + ") and played from the live app only");
        }
        var args = Args.read(call.params().get("args"));
        var user = user(call);
        var viewer = PageCall.outlook()
                .map(outlook -> new Play.Viewer(user, false, false, outlook))
                .orElseGet(() -> new Play.Viewer(user, true, false));
        // An activity's rows are its user's, whichever merchant's app he looks through.
        return MerchantScope.asHouse(() -> activities.handle(play, action, args, viewer));
    }

    private static @Nullable String user(ApiCall call) {
        var named = Args.userId(call.text("user_id"));
        if (named == null) {
            return call.userId();
        }
        if (!call.firstParty()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "only a first-party app may pass user_id, and app " + call.app()
                            + " is none; send the user's access_token instead");
        }
        return named;
    }
}
