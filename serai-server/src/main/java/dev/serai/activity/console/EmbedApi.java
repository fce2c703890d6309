package dev.serai.activity.console;

import dev.serai.activity.EmbedOrigins;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where an app's activity pages may stand in a frame. */
@RestController
class EmbedApi {
    private final EmbedOrigins origins;
    private final Apps apps;

    EmbedApi(EmbedOrigins origins, Apps apps) {
        this.origins = origins;
        this.apps = apps;
    }

    record Wanted(@Nullable String origin, @Nullable Long activityId) {}

    @AllowedToStaff
    @GetMapping("/api/apps/{app}/embed-origins")
    Map<String, List<EmbedOrigins.Declared>> list(@PathVariable String app) {
        return Map.of("origins", origins.of(known(app).id()));
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER})
    @PostMapping("/api/apps/{app}/embed-origins")
    Map<String, List<EmbedOrigins.Declared>> add(@PathVariable String app, @RequestBody Wanted wanted, Actor by) {
        origins.add(known(app), origin(wanted), activity(wanted), by);
        return list(app);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER})
    @PostMapping("/api/apps/{app}/embed-origins/withdraw")
    Map<String, List<EmbedOrigins.Declared>> withdraw(@PathVariable String app, @RequestBody Wanted wanted, Actor by) {
        origins.withdraw(known(app).id(), origin(wanted), activity(wanted), by);
        return list(app);
    }

    private App known(String app) {
        return apps.find(app).orElseThrow(() -> Refused.notFound("there is no app of this id"));
    }

    private static String origin(Wanted wanted) {
        if (wanted.origin() == null) {
            throw Refused.invalid("origin is missing; send one like https://shop.example.com");
        }
        return wanted.origin();
    }

    private static long activity(Wanted wanted) {
        long id = wanted.activityId() == null ? 0 : wanted.activityId();
        if (id < 0) {
            throw Refused.invalid("activity_id must be 0 (every activity) or an activity's id, was " + id);
        }
        return id;
    }
}
