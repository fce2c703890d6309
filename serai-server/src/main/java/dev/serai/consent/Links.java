package dev.serai.consent;

import dev.serai.consent.Consents.By;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which user's account is linked with which app, and what a token that was given is worth. Only reads. */
@Component
public class Links {
    /** A link together with what its families that still hold may do together, and how long. */
    private static final String SELECT = """
            SELECT l.app_id, l.user_id, l.open_id, coalesce(f.scopes, l.scopes), l.given_at, f.until, l.revoked_by
            FROM consent.link l LEFT JOIN LATERAL (
                SELECT array_agg(DISTINCT scope) AS scopes, max(ends_at) AS until
                FROM consent.family, unnest(scopes) AS scope
                WHERE app_id = l.app_id AND user_id = l.user_id AND NOT ended AND ends_at > ?) f ON true
            """;

    private final JdbcClient db;
    private final Clock clock;

    Links(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * An account linked with an app.
     *
     * @param openId what the app may know the user by
     * @param scopes what the app may do now; what it might last where that is over
     * @param until when the last of its tokens ends, however often they are renewed; null where none holds
     * @param revokedBy null where nobody took the consent back
     */
    public record Link(
            AppId app,
            String user,
            String openId,
            Set<String> scopes,
            Instant givenAt,
            @Nullable Instant until,
            @Nullable By revokedBy) {
        /** Whether the app may act for the user now. */
        public boolean holds() {
            return until != null && revokedBy == null;
        }
    }

    /** A token that holds, as its app may know it. */
    record Shown(String openId, Set<String> scopes, Instant endsAt, boolean refresh) {}

    /** The apps a user's account is or was linked with, the newest first. */
    public List<Link> of(String user) {
        return db.sql(SELECT + "WHERE l.user_id = ? ORDER BY l.given_at DESC, l.app_id")
                .params(now(), user)
                .query((rs, _) -> link(rs))
                .list();
    }

    /** The app's users by open_id, after that one. */
    public List<Link> of(MerchantId merchant, AppId app, String after, int limit) {
        return db.sql(SELECT + "WHERE l.merchant_id = ? AND l.app_id = ? AND l.open_id > ? ORDER BY l.open_id LIMIT ?")
                .params(now(), merchant.value(), app.value(), after, limit)
                .query((rs, _) -> link(rs))
                .list();
    }

    public Optional<Link> find(AppId app, String user) {
        return db.sql(SELECT + "WHERE l.app_id = ? AND l.user_id = ?")
                .params(now(), app.value(), user)
                .query((rs, _) -> link(rs))
                .optional();
    }

    /** Whom a merchant's app knows by this. */
    public Optional<Link> known(MerchantId merchant, AppId app, String openId) {
        return db.sql(SELECT + "WHERE l.merchant_id = ? AND l.app_id = ? AND l.open_id = ?")
                .params(now(), merchant.value(), app.value(), openId)
                .query((rs, _) -> link(rs))
                .optional();
    }

    /** The app's own token, access or refresh; empty where it does not hold, or is another's. */
    Optional<Shown> shown(AppId app, String token) {
        var hash = Tokens.hash(token);
        return db.sql("""
                        SELECT l.open_id, f.scopes, t.expires_at, false
                        FROM consent.access_token t JOIN consent.family f USING (family_id)
                        JOIN consent.link l USING (app_id, user_id)
                        WHERE t.hash = :hash AND f.app_id = :app AND NOT f.ended AND t.expires_at > :now
                        UNION ALL
                        SELECT l.open_id, f.scopes, f.ends_at, true
                        FROM consent.refresh_token t JOIN consent.family f USING (family_id)
                        JOIN consent.link l USING (app_id, user_id)
                        WHERE t.hash = :hash AND f.app_id = :app AND NOT f.ended AND NOT t.used AND f.ends_at > :now""")
                .param("hash", hash)
                .param("app", app.value())
                .param("now", now())
                .query((rs, _) -> new Shown(
                        rs.getString(1),
                        LiveTokens.texts(rs, 2),
                        rs.getTimestamp(3).toInstant(),
                        rs.getBoolean(4)))
                .optional();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Link link(ResultSet rs) throws SQLException {
        var until = rs.getTimestamp(6);
        var by = rs.getString(7);
        return new Link(
                new AppId(rs.getString(1)),
                rs.getString(2),
                rs.getString(3),
                LiveTokens.texts(rs, 4),
                rs.getTimestamp(5).toInstant(),
                until == null ? null : until.toInstant(),
                by == null ? null : By.valueOf(by));
    }
}
