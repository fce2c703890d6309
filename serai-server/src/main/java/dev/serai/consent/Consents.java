package dev.serai.consent;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
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

        /** More was asked than the user consented to; the refresh token still works. */
        record TooMuch(Set<String> consented) implements Issue {}
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
        var begun = transactions.execute(tx -> begin(app, merchant, user, scopes, change()));
        live.look();
        return begun.issued;
    }

    /** A family and its first tokens. */
    record Begun(String family, Issue.Issued issued) {}

    /** As {@link #give}, within the caller's transaction, which took the change's number. */
    Begun begin(AppId app, MerchantId merchant, String user, Set<String> scopes, long change) {
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
        return new Begun(
                family, tokens(family, merchant, terms, now.plus(terms.refresh), Set.copyOf(scopes), openId, change));
    }

    /** All tokens of a family end, within the caller's transaction. */
    void end(String family, long change) {
        db.sql("UPDATE consent.family SET ended = true, change = ? WHERE family_id = ? AND NOT ended")
                .params(change, family)
                .update();
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
        return renew(app, refreshToken, Set.of());
    }

    /** @param wanted scopes that the new tokens must have; they get all that was consented to */
    public Issue renew(AppId app, String refreshToken, Set<String> wanted) {
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
                end(held.family, change);
                return new Issue.Reused();
            }
            if (!held.scopes.containsAll(wanted)) {
                return new Issue.TooMuch(held.scopes);
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
        return revoke(app, user, by, () -> {});
    }

    /** @param recorded done in the same transaction where something was taken back */
    public boolean revoke(AppId app, String user, By by, Runnable recorded) {
        boolean revoked = Boolean.TRUE.equals(transactions.execute(tx -> {
            long change = change();
            db.sql("UPDATE consent.family SET ended = true, change = ? WHERE app_id = ? AND user_id = ? AND NOT ended")
                    .params(change, app.value(), user)
                    .update();
            db.sql("DELETE FROM consent.code WHERE app_id = ? AND user_id = ? AND NOT used")
                    .params(app.value(), user)
                    .update();
            boolean some = db.sql("""
                            UPDATE consent.link SET revoked_at = ?, revoked_by = ?
                            WHERE app_id = ? AND user_id = ? AND revoked_at IS NULL""")
                            .params(Timestamp.from(clock.instant()), by.name(), app.value(), user)
                            .update()
                    > 0;
            if (some) {
                recorded.run();
            }
            return some;
        }));
        live.look();
        return revoked;
    }

    /**
     * The app gives one of its tokens back, access or refresh: its whole family ends. With the last family the consent counts
     * as taken back by the merchant. A token that is not the app's changes nothing.
     */
    public void giveBack(AppId app, String token) {
        transactions.executeWithoutResult(tx -> {
            long change = change();
            var hash = Tokens.hash(token);
            db.sql("""
                    UPDATE consent.family f SET ended = true, change = :change
                    WHERE f.app_id = :app AND NOT f.ended AND f.family_id IN (
                        SELECT family_id FROM consent.access_token WHERE hash = :hash
                        UNION ALL SELECT family_id FROM consent.refresh_token WHERE hash = :hash)
                    RETURNING f.user_id""")
                    .param("change", change)
                    .param("app", app.value())
                    .param("hash", hash)
                    .query(String.class)
                    .optional()
                    .ifPresent(user -> db.sql("""
                            UPDATE consent.link l SET revoked_at = :now, revoked_by = 'MERCHANT'
                            WHERE l.app_id = :app AND l.user_id = :user AND l.revoked_at IS NULL AND NOT EXISTS (
                                SELECT FROM consent.family f WHERE f.app_id = l.app_id AND f.user_id = l.user_id
                                AND NOT f.ended AND f.ends_at > :now)""")
                            .param("now", Timestamp.from(clock.instant()))
                            .param("app", app.value())
                            .param("user", user)
                            .update());
        });
        live.look();
    }

    private Terms terms(AppId app) {
        return db.sql("SELECT access_s, refresh_s FROM consent.app_terms WHERE app_id = ?")
                .params(app.value())
                .query((rs, _) -> new Terms(Duration.ofSeconds(rs.getLong(1)), Duration.ofSeconds(rs.getLong(2))))
                .optional()
                .orElse(DEFAULT);
    }

    /** Takes the number of a change and holds it until commit. */
    long change() {
        return db.sql("UPDATE consent.change SET number = number + 1 RETURNING number")
                .query(Long.class)
                .single();
    }
}
