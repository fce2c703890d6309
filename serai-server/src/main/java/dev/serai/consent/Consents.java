package dev.serai.consent;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Consents given, renewed and taken back. Each step is one transaction that begins by taking the number of its change, so
 * that steps come one after the other: of two uses of one refresh token exactly one is the first.
 */
@Component
public class Consents {
    /** Beyond this the user's oldest one with the app ends. */
    static final int FAMILIES_MAX = 10;

    private static final Terms DEFAULT = new Terms(Duration.ofHours(2), Duration.ofDays(30));

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final LiveTokens live;
    private final Ids ids;
    private final Clock clock;

    Consents(JdbcClient db, TransactionTemplate transactions, LiveTokens live, Ids ids, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.live = live;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * How long an app's tokens live.
     *
     * @param access 1 minute to 1 day
     * @param refresh from the consent on, however often it is renewed: 1 hour to 1 year
     */
    public record Terms(Duration access, Duration refresh) {}

    /** Who took a consent back. */
    public enum By {
        USER,
        MERCHANT,
        OPERATOR
    }

    /**
     * An account linked with an app.
     *
     * @param openId what the app may know the user by
     * @param revokedBy null while the consent holds
     */
    public record Link(
            AppId app,
            String user,
            String openId,
            Set<String> scopes,
            Instant givenAt,
            @Nullable By revokedBy) {}

    /** What a request for tokens came to. */
    public sealed interface Issue {
        /** The only time these texts are seen. */
        record Issued(String accessToken, String refreshToken, Duration expiresIn, Set<String> scopes, String openId)
                implements Issue {
            /** Tokens stay out of logs. */
            @Override
            public String toString() {
                return "Issued[" + scopes + ", " + expiresIn + "]";
            }
        }

        /** Not this app's, ended, or over. */
        record Invalid() implements Issue {}

        /** It was used before: somebody else may have it, so all tokens of its family have ended. */
        record Reused() implements Issue {}
    }

    /** Says how long an app's tokens live from now on. */
    public void declare(AppId app, MerchantId merchant, Terms terms) {
        db.sql("""
                INSERT INTO consent.app_terms VALUES (?, ?, ?, ?)
                ON CONFLICT (app_id) DO UPDATE SET access_s = excluded.access_s, refresh_s = excluded.refresh_s""")
                .params(app.value(), merchant.value(), terms.access.toSeconds(), terms.refresh.toSeconds())
                .update();
    }

    /** The user consented: links his account and begins a family of tokens. */
    public Issue.Issued give(AppId app, MerchantId merchant, String user, Set<String> scopes) {
        var issued = transactions.execute(tx -> {
            long change = change();
            var now = clock.instant();
            var terms = terms(app);
            var names = new TreeSet<>(scopes).toArray(String[]::new);
            var openId = db.sql("""
                    INSERT INTO consent.link (app_id, user_id, merchant_id, open_id, scopes, given_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (app_id, user_id) DO UPDATE
                    SET scopes = excluded.scopes, given_at = excluded.given_at, revoked_at = NULL, revoked_by = NULL
                    RETURNING open_id""")
                    .params(app.value(), user, merchant.value(), Tokens.fresh(), names, Timestamp.from(now))
                    .query(String.class)
                    .single();
            db.sql("DELETE FROM consent.family WHERE app_id = ? AND user_id = ? AND ends_at < ?")
                    .params(app.value(), user, Timestamp.from(now.minus(Duration.ofDays(2))))
                    .update();
            var family = ids.next();
            db.sql("INSERT INTO consent.family VALUES (?, ?, ?, ?, ?, ?, ?, false, ?)")
                    .params(
                            family,
                            merchant.value(),
                            app.value(),
                            user,
                            names,
                            Timestamp.from(now),
                            Timestamp.from(now.plus(terms.refresh)),
                            change)
                    .update();
            db.sql("""
                    UPDATE consent.family SET ended = true, change = ?
                    WHERE NOT ended AND family_id IN (
                        SELECT family_id FROM consent.family WHERE app_id = ? AND user_id = ? AND NOT ended
                        ORDER BY begun_at DESC, family_id DESC OFFSET ?)""").params(change, app.value(), user, FAMILIES_MAX).update();
            return tokens(family, merchant, terms, now.plus(terms.refresh), Set.copyOf(scopes), openId, change);
        });
        live.look();
        return issued;
    }

    private record Held(
            String family,
            String user,
            String merchant,
            Set<String> scopes,
            Instant endsAt,
            boolean ended,
            boolean used) {}

    /** New tokens for a refresh token, which is used up by it. */
    public Issue renew(AppId app, String refreshToken) {
        var result = transactions.execute(tx -> {
            long change = change();
            var held = db.sql("""
                    SELECT f.family_id, f.user_id, f.merchant_id, f.scopes, f.ends_at, f.ended, r.used
                    FROM consent.refresh_token r JOIN consent.family f USING (family_id)
                    WHERE r.hash = ? AND f.app_id = ?""")
                    .params(Tokens.hash(refreshToken), app.value())
                    .query((rs, _) -> new Held(
                            rs.getString(1),
                            rs.getString(2),
                            rs.getString(3),
                            LiveTokens.texts(rs, 4),
                            rs.getTimestamp(5).toInstant(),
                            rs.getBoolean(6),
                            rs.getBoolean(7)))
                    .optional()
                    .orElse(null);
            var now = clock.instant();
            if (held == null || held.ended || !now.isBefore(held.endsAt)) {
                return new Issue.Invalid();
            }
            if (held.used) {
                db.sql("UPDATE consent.family SET ended = true, change = ? WHERE family_id = ?")
                        .params(change, held.family)
                        .update();
                return new Issue.Reused();
            }
            db.sql("UPDATE consent.refresh_token SET used = true WHERE hash = ?")
                    .params(Tokens.hash(refreshToken))
                    .update();
            var openId = db.sql("SELECT open_id FROM consent.link WHERE app_id = ? AND user_id = ?")
                    .params(app.value(), held.user)
                    .query(String.class)
                    .single();
            return tokens(
                    held.family, new MerchantId(held.merchant), terms(app), held.endsAt, held.scopes, openId, change);
        });
        live.look();
        return result;
    }

    private Issue.Issued tokens(
            String family,
            MerchantId merchant,
            Terms terms,
            Instant endsAt,
            Set<String> scopes,
            String openId,
            long change) {
        var now = clock.instant();
        var wished = now.plus(terms.access);
        var expiresAt = wished.isBefore(endsAt) ? wished : endsAt;
        var access = Tokens.fresh();
        var refresh = Tokens.fresh();
        db.sql("INSERT INTO consent.access_token VALUES (?, ?, ?, ?, ?)")
                .params(Tokens.hash(access), family, merchant.value(), Timestamp.from(expiresAt), change)
                .update();
        db.sql("INSERT INTO consent.refresh_token VALUES (?, ?, ?, false)")
                .params(Tokens.hash(refresh), family, merchant.value())
                .update();
        return new Issue.Issued(access, refresh, Duration.between(now, expiresAt), scopes, openId);
    }

    /** Takes back what a user let an app do; false where there was nothing to take back. */
    public boolean revoke(AppId app, String user, By by) {
        boolean revoked = Boolean.TRUE.equals(transactions.execute(tx -> {
            long change = change();
            db.sql("UPDATE consent.family SET ended = true, change = ? WHERE app_id = ? AND user_id = ? AND NOT ended")
                    .params(change, app.value(), user)
                    .update();
            return db.sql("""
                    UPDATE consent.link SET revoked_at = ?, revoked_by = ?
                    WHERE app_id = ? AND user_id = ? AND revoked_at IS NULL""")
                            .params(Timestamp.from(clock.instant()), by.name(), app.value(), user)
                            .update()
                    > 0;
        }));
        live.look();
        return revoked;
    }

    /** The apps a user's account is or was linked with, the newest first. */
    public List<Link> links(String user) {
        return db.sql("""
                SELECT app_id, user_id, open_id, scopes, given_at, revoked_by FROM consent.link
                WHERE user_id = ? ORDER BY given_at DESC, app_id""")
                .params(user)
                .query((rs, _) -> new Link(
                        new AppId(rs.getString(1)),
                        rs.getString(2),
                        rs.getString(3),
                        LiveTokens.texts(rs, 4),
                        rs.getTimestamp(5).toInstant(),
                        rs.getString(6) == null ? null : By.valueOf(rs.getString(6))))
                .list();
    }

    private Terms terms(AppId app) {
        return db.sql("SELECT access_s, refresh_s FROM consent.app_terms WHERE app_id = ?")
                .params(app.value())
                .query((rs, _) -> new Terms(Duration.ofSeconds(rs.getLong(1)), Duration.ofSeconds(rs.getLong(2))))
                .optional()
                .orElse(DEFAULT);
    }

    private long change() {
        return db.sql("UPDATE consent.change SET number = number + 1 RETURNING number")
                .query(Long.class)
                .single();
    }
}
