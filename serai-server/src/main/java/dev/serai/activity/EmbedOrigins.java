package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.merchant.App;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The web origins whose pages may show an app's activity pages in a frame. Each is one scheme, host and port; there is no
 * wildcard. A withdrawn origin ends the framed sessions of that origin at once.
 */
@Component
public class EmbedOrigins {
    /** Of one app. */
    static final int ORIGINS_MAX = 50;

    /** As long as a host name may be, with scheme and port. */
    private static final int ORIGIN_CHARS_MAX = 270;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** @param activityId 0: every activity */
    public record Declared(String origin, long activityId, String addedBy, Instant addedAt) {}

    private final JdbcClient db;
    private final Audit audit;
    private final Clock clock;

    EmbedOrigins(JdbcClient db, Audit audit, Clock clock) {
        this.db = db;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The origin as a browser writes it, {@code https://shop.example.com}. Empty for anything that is not exactly one origin
     * over TLS; plain http only on loopback, because the framed session's cookie is Secure.
     */
    static Optional<String> origin(String text) {
        try {
            var uri = new URI(text);
            if (uri.getScheme() == null
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                    || text.length() > ORIGIN_CHARS_MAX) {
                return Optional.empty();
            }
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            var host = uri.getHost().toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.contains(host))) {
                return Optional.empty();
            }
            int usual = scheme.equals("https") ? 443 : 80;
            boolean plain = uri.getPort() < 0 || uri.getPort() == usual;
            return Optional.of(scheme + "://" + host + (plain ? "" : ":" + uri.getPort()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether the app's page of this activity may stand in a frame of this origin. */
    boolean allows(AppId app, long activityId, String origin) {
        return db.sql("""
                        SELECT count(*) FROM activity.embed_origin
                        WHERE app_id = :app AND origin = :origin AND activity_id IN (0, :activity)
                        """)
                        .param("app", app.value())
                        .param("origin", origin)
                        .param("activity", activityId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    public List<Declared> of(AppId app) {
        return db.sql("""
                SELECT origin, activity_id, added_by, added_at FROM activity.embed_origin
                WHERE app_id = ? ORDER BY origin, activity_id
                """)
                .param(app.value())
                .query((row, n) -> new Declared(
                        row.getString("origin"),
                        row.getLong("activity_id"),
                        row.getString("added_by"),
                        row.getObject("added_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Transactional
    public void add(App app, String wanted, long activityId, Actor by) {
        var origin = origin(wanted)
                .orElseThrow(() ->
                        Refused.invalid("an embed origin is one origin like https://shop.example.com (http only on"
                                + " loopback; no path, no *), found " + Activities.quoted(wanted)));
        if (of(app.id()).size() >= ORIGINS_MAX) {
            throw Refused.conflict(
                    "embed.too_many", "an app has " + ORIGINS_MAX + " embed origins at most; withdraw one first");
        }
        int added = db.sql("""
                INSERT INTO activity.embed_origin (merchant_id, app_id, origin, activity_id, added_by, added_at)
                VALUES (:merchant, :app, :origin, :activity, :by, :at) ON CONFLICT DO NOTHING
                """)
                .param("merchant", app.merchant().value())
                .param("app", app.id().value())
                .param("origin", origin)
                .param("activity", activityId)
                .param("by", by.name())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (added > 0) {
            audit.record(by, "embed.allow", app.id().value(), described(origin, activityId));
        }
    }

    /** Sessions framed there end with it. */
    @Transactional
    public void withdraw(AppId app, String origin, long activityId, Actor by) {
        int gone = db.sql("DELETE FROM activity.embed_origin WHERE app_id = ? AND origin = ? AND activity_id = ?")
                .params(app.value(), origin, activityId)
                .update();
        if (gone == 0) {
            throw Refused.notFound("app " + app + " has no embed origin " + Activities.quoted(origin));
        }
        audit.record(by, "embed.withdraw", app.value(), described(origin, activityId));
    }

    private static String described(String origin, long activityId) {
        return origin + (activityId == 0 ? "" : " for activity " + activityId);
    }
}
