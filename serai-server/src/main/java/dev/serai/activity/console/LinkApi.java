package dev.serai.activity.console;

import dev.serai.activity.EmbedLink;
import dev.serai.activity.EmbedLinks;
import dev.serai.activity.Outlook;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signed addresses that open contests' pages: made, listed and withdrawn. */
@RestController
class LinkApi {
    private final EmbedLinks links;

    LinkApi(EmbedLinks links) {
        this.links = links;
    }

    record Wanted(
            @Nullable String label,
            @Nullable List<Long> activities,
            @Nullable String level,
            @Nullable String unit,
            @Nullable Boolean explains,
            @Nullable String expiresAt,
            @Nullable String origin) {}

    record Rotation(@Nullable Boolean endOlder) {}

    /** A link as the console shows it; its address is not among it. */
    record Shown(
            String name,
            String label,
            List<Long> activities,
            Outlook.Level level,
            String unit,
            boolean explains,
            @Nullable String origin,
            Instant expiresAt,
            String madeBy,
            Instant madeAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedBy) {
        static Shown of(EmbedLink link) {
            return new Shown(
                    link.name(),
                    link.label(),
                    link.activities(),
                    link.outlook().level(),
                    link.outlook().unit(),
                    link.outlook().explains(),
                    link.origin(),
                    link.expiresAt(),
                    link.madeBy(),
                    link.madeAt(),
                    link.revokedAt(),
                    link.revokedBy());
        }
    }

    record Made(Shown link, String url) {
        @Override
        public String toString() {
            return "Made(" + link.name + ", url hidden)";
        }
    }

    @AllowedToStaff
    @GetMapping("/api/embed-links")
    Map<String, List<Shown>> list(@RequestParam(name = "activity_id", required = false) @Nullable Long activityId) {
        return Map.of("links", links.of(activityId).stream().map(Shown::of).toList());
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER, Role.BUSINESS_MANAGER})
    @PostMapping("/api/embed-links")
    Made make(@RequestBody Wanted wanted, Actor by) {
        var level = Outlook.Level.of(wanted.level() == null ? "" : wanted.level())
                .orElseThrow(() -> Refused.invalid("level must be one of clerk, store, city, region, brand, all"));
        var made = links.make(
                new EmbedLink.Wanted(
                        wanted.label() == null ? "" : wanted.label(),
                        wanted.activities() == null ? List.of() : wanted.activities(),
                        level,
                        wanted.unit() == null ? "" : wanted.unit(),
                        Boolean.TRUE.equals(wanted.explains()),
                        instant(wanted.expiresAt()),
                        wanted.origin()),
                by);
        return new Made(Shown.of(made.link()), made.url());
    }

    private static Instant instant(@Nullable String text) {
        try {
            return OffsetDateTime.parse(text == null ? "" : text).toInstant();
        } catch (DateTimeException e) {
            throw Refused.invalid("expires_at must be ISO-8601 with offset like 2027-01-31T18:00:00+08:00");
        }
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER, Role.BUSINESS_MANAGER})
    @PostMapping("/api/embed-links/{name}/revoke")
    Shown revoke(@PathVariable String name, Actor by) {
        return Shown.of(links.revoke(name, by));
    }

    /** {@code {end_older?}}: with true every link made before is over at once. Answers {@code {key}}, the new key's number. */
    @Allowed(Role.OPERATIONS)
    @PostMapping("/api/embed-links/keys/rotate")
    Map<String, Integer> rotate(@RequestBody Rotation wanted, Actor by) {
        return Map.of("key", links.rotateKey(Boolean.TRUE.equals(wanted.endOlder()), by));
    }
}
