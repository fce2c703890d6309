package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Tokens;
import dev.serai.operator.Audit;
import dev.serai.operator.LoginThrottle;
import dev.serai.operator.Passwords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signs a merchant's people in at the portal. The browser holds a random token, the table only its hash. */
@Component
public class Accounts {
    public static final String COOKIE = "SERAI_PORTAL";

    /** A session ends this long after signing in, whatever happens in it. */
    static final Duration LIFETIME = Duration.ofHours(12);

    /** A session ends after this long without a request. */
    static final Duration IDLE_MAX = Duration.ofMinutes(30);

    static final int SESSIONS_MAX = 10;

    private static final Duration SEEN_PRECISION = Duration.ofMinutes(1);

    private final JdbcClient db;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Audit audit;
    private final Clock clock;

    Accounts(JdbcClient db, Passwords passwords, LoginThrottle throttle, Audit audit, Clock clock) {
        this.db = db;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of a try to sign in. */
    public sealed interface SignIn {
        /** {@code token} goes into the cookie and nowhere else. */
        record In(String token, Account account) implements SignIn {}

        /** Wrong login, wrong password, disabled, or his merchant closed: nobody is told which. */
        record No() implements SignIn {}

        record Wait(Duration time) implements SignIn {}
    }

    private record Kept(String login, String merchantId, String name, String role, String passwordHash) {}

    @Transactional
    public SignIn signIn(String login, String password, String address) {
        var email = login.strip().toLowerCase(Locale.ROOT);
        var known = email.length() <= 255 && email.indexOf(0) < 0 ? email : "?";
        var wait = throttle.tryFor("portal:" + known, address);
        if (!wait.isZero()) {
            return new SignIn.Wait(wait);
        }
        var kept = db.sql("""
                        SELECT a.login, a.merchant_id, a.name, a.role, a.password_hash
                        FROM merchant.account a JOIN merchant.merchant m USING (merchant_id)
                        WHERE a.login = ? AND a.enabled AND m.status <> 'CLOSED'""").param(known).query(Kept.class).optional();
        boolean right = passwords.matches(password, kept.map(Kept::passwordHash).orElse(null));
        if (kept.isEmpty() || !right) {
            return new SignIn.No();
        }
        throttle.succeeded("portal:" + known, address);
        var who = kept.get();
        return begin(new MerchantId(who.merchantId), who.login, who.name, Account.Role.valueOf(who.role), address);
    }

    private SignIn.In begin(MerchantId merchant, String login, String name, Account.Role role, String address) {
        var token = Tokens.fresh();
        var account = new Account(login, merchant, name, role, Tokens.fresh());
        var now = clock.instant();
        db.sql("DELETE FROM merchant.account_session WHERE created_at < ? OR seen_at < ?")
                .params(at(now.minus(LIFETIME)), at(now.minus(IDLE_MAX)))
                .update();
        db.sql("""
                DELETE FROM merchant.account_session WHERE token_hash IN (
                  SELECT token_hash FROM merchant.account_session WHERE login = ?
                  ORDER BY created_at DESC OFFSET ?)""").params(login, SESSIONS_MAX - 1).update();
        db.sql("INSERT INTO merchant.account_session VALUES (?, ?, ?, ?, ?, ?)")
                .params(Tokens.hash(token), merchant.value(), login, account.csrf(), at(now), at(now))
                .update();
        db.sql("UPDATE merchant.account SET last_login_at = ? WHERE login = ?")
                .params(at(now), login)
                .update();
        audit.record(Party.merchant(account).actor(), "portal.login", merchant.value(), "from " + address);
        return new SignIn.In(token, account);
    }

    private record Row(
            String login,
            String merchantId,
            String name,
            String role,
            String csrf,
            OffsetDateTime createdAt,
            OffsetDateTime seenAt) {}

    /** Whose live session this is; null when there is none or it has ended. */
    public @Nullable Account find(String token) {
        var now = clock.instant();
        var hash = Tokens.hash(token);
        var found = db.sql("""
                        SELECT a.login, a.merchant_id, a.name, a.role, s.csrf, s.created_at, s.seen_at
                        FROM merchant.account_session s JOIN merchant.account a USING (login)
                        WHERE s.token_hash = ? AND a.enabled""").param(hash).query(Row.class).optional();
        if (found.isEmpty()) {
            return null;
        }
        var row = found.get();
        if (!now.isBefore(row.createdAt.toInstant().plus(LIFETIME))
                || !now.isBefore(row.seenAt.toInstant().plus(IDLE_MAX))) {
            end(token);
            return null;
        }
        if (now.isAfter(row.seenAt.toInstant().plus(SEEN_PRECISION))) {
            db.sql("UPDATE merchant.account_session SET seen_at = ? WHERE token_hash = ?")
                    .params(at(now), hash)
                    .update();
        }
        return new Account(
                row.login, new MerchantId(row.merchantId), row.name, Account.Role.valueOf(row.role), row.csrf);
    }

    public void end(String token) {
        db.sql("DELETE FROM merchant.account_session WHERE token_hash = ?")
                .param(Tokens.hash(token))
                .update();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
