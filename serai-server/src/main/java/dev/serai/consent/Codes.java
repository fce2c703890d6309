package dev.serai.consent;

import dev.serai.consent.Consents.Issue;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Authorization codes: given when the user says yes, good for one try within {@link #LIFETIME}. A try that does not fit uses
 * the code up too. A code that was used and comes again was stolen on its way, by the one or by the other, so what it gave
 * ends (RFC 6749, 4.1.2).
 */
@Component
class Codes {
    static final Duration LIFETIME = Duration.ofSeconds(60);

    /** How long a used one is remembered. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Consents consents;
    private final LiveTokens live;
    private final Clock clock;

    Codes(JdbcClient db, TransactionTemplate transactions, Consents consents, LiveTokens live, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.consents = consents;
        this.live = live;
        this.clock = clock;
    }

    /**
     * To what the user said yes.
     *
     * @param challenge base64url of the verifier's SHA-256
     * @param nonce for the id_token; null where none was asked for
     * @param signedInAt when the user showed his password last
     */
    record Given(
            AppId app,
            MerchantId merchant,
            String user,
            Set<String> scopes,
            String redirectUri,
            String challenge,
            @Nullable String nonce,
            Instant signedInAt) {}

    /** What a try with a code came to. */
    sealed interface Redeemed {
        record Done(Issue.Issued issued, @Nullable String nonce, Instant signedInAt) implements Redeemed {}

        /** @param why for the app's developer */
        record No(String why) implements Redeemed {}
    }

    /** The code, the only time it is seen. */
    String give(Given given) {
        var code = Tokens.fresh();
        var now = clock.instant();
        db.sql("DELETE FROM consent.code WHERE expires_at < ?")
                .param(Timestamp.from(now.minus(REMEMBERED)))
                .update();
        db.sql("""
                INSERT INTO consent.code (hash, merchant_id, app_id, user_id, scopes, redirect_uri, challenge, nonce,
                    signed_in_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(Tokens.hash(code))
                .param(given.merchant.value())
                .param(given.app.value())
                .param(given.user)
                .param(new TreeSet<>(given.scopes).toArray(String[]::new))
                .param(given.redirectUri)
                .param(given.challenge)
                .param(given.nonce)
                .param(Timestamp.from(given.signedInAt))
                .param(Timestamp.from(now.plus(LIFETIME)))
                .update();
        return code;
    }

    private record Kept(
            Given given,
            Instant expiresAt,
            boolean used,
            @Nullable String family) {}

    /**
     * Tokens for a code.
     *
     * @param redirectUri as the token request says it; empty where it does not
     * @param challenge made of the verifier that came
     */
    Redeemed redeem(AppId app, String code, String redirectUri, String challenge) {
        var redeemed = transactions.execute(tx -> looked(app, Tokens.hash(code), redirectUri, challenge));
        live.look();
        return redeemed;
    }

    private Redeemed tried(Kept kept, String hash, String redirectUri, String challenge, long change) {
        var given = kept.given;
        if (kept.used) {
            if (kept.family != null) {
                consents.end(kept.family, change);
            }
            return new Redeemed.No("the code was used before; what it gave has ended, let the user consent again");
        }
        db.sql("UPDATE consent.code SET used = true WHERE hash = ?").param(hash).update();
        if (!clock.instant().isBefore(kept.expiresAt)) {
            return new Redeemed.No("the code is older than " + LIFETIME.toSeconds() + " s; let the user consent again");
        }
        if (!given.redirectUri.equals(redirectUri)) {
            return new Redeemed.No("redirect_uri is not the one the code was sent to; the code is used up");
        }
        if (!Tokens.same(given.challenge, challenge)) {
            return new Redeemed.No("code_verifier does not fit the code_challenge; the code is used up");
        }
        var begun = consents.begin(given.app, given.merchant, given.user, given.scopes, change);
        db.sql("UPDATE consent.code SET family_id = ? WHERE hash = ?")
                .params(begun.family(), hash)
                .update();
        return new Redeemed.Done(begun.issued(), given.nonce, given.signedInAt);
    }

    private Redeemed looked(AppId app, String hash, String redirectUri, String challenge) {
        long change = consents.change();
        // Another app's code is as unknown as none, and stays unused: it was not his to lose.
        return db.sql("""
                        SELECT merchant_id, user_id, scopes, redirect_uri, challenge, nonce, signed_in_at, expires_at, used,
                            family_id
                        FROM consent.code WHERE hash = ? AND app_id = ?""")
                .params(hash, app.value())
                .query((rs, _) -> new Kept(
                        new Given(
                                app,
                                new MerchantId(rs.getString(1)),
                                rs.getString(2),
                                LiveTokens.texts(rs, 3),
                                rs.getString(4),
                                rs.getString(5),
                                rs.getString(6),
                                rs.getTimestamp(7).toInstant()),
                        rs.getTimestamp(8).toInstant(),
                        rs.getBoolean(9),
                        rs.getString(10)))
                .optional()
                .map(kept -> tried(kept, hash, redirectUri, challenge, change))
                .orElseGet(() -> new Redeemed.No("there is no such code for this app, or it was taken back"));
    }
}
