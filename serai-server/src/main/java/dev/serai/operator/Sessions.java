package dev.serai.operator;

import dev.serai.kernel.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Who is signed in. The browser holds a random token, the table only its hash. */
@Component
public class Sessions {
    public static final String COOKIE = "SERAI_SESSION";

    /** Requests that change something carry the session's csrf value in this header. */
    public static final String CSRF_HEADER = "X-Serai-CSRF";

    /** A session ends this long after signing in, whatever happens in it. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    /** A session ends after this long without a request. */
    public static final Duration IDLE_MAX = Duration.ofMinutes(30);

    /** How many sessions one operator may have; the oldest ends when there is one more. */
    static final int PER_OPERATOR_MAX = 10;

    /** The time of the last request is kept no more exactly than this, so that reading does not mean writing. */
    private static final Duration SEEN_PRECISION = Duration.ofMinutes(1);

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Audit audit;

    Sessions(
            JdbcClient db,
            TransactionTemplate transactions,
            Clock clock,
            Passwords passwords,
            LoginThrottle throttle,
            Audit audit) {
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
    }

    /** What came of a try to sign in. */
    public sealed interface SignIn {
        /** {@code token} goes into the cookie and nowhere else. */
        record In(String token, Session session) implements SignIn {}

        /** Wrong name or wrong password or disabled: nobody is told which. */
        record No() implements SignIn {}

        record Wait(Duration time) implements SignIn {}
    }

    private record Staff(String name, String role, String passwordHash, boolean enabled) {}

    public SignIn signIn(String name, String password, String address) {
        var user = name.strip().toLowerCase(Locale.ROOT);
        boolean possible = Operators.NAME.matcher(user).matches();
        var account = possible ? user : "?";
        var wait = throttle.tryFor(account, address);
        if (!wait.isZero()) {
            return new SignIn.Wait(wait);
        }
        var staff = db.sql("SELECT name, role, password_hash, enabled FROM operator.staff WHERE name = :name")
                .param("name", account)
                .query(Staff.class)
                .optional();
        boolean right =
                passwords.matches(password, staff.map(Staff::passwordHash).orElse(null));
        if (staff.isEmpty()) {
            return new SignIn.No();
        }
        var role = Role.of(staff.get().role()).orElseThrow();
        if (!right || !staff.get().enabled()) {
            audit.record(new Actor(user, role.word()), "operator.login_refused", user, "from " + address);
            return new SignIn.No();
        }
        throttle.succeeded(account, address);
        return begin(user, role, address);
    }

    private SignIn.In begin(String user, Role role, String address) {
        var token = Tokens.fresh();
        var session = new Session(user, role, Tokens.fresh());
        var now = clock.instant();
        transactions.executeWithoutResult(t -> {
            db.sql("""
                    INSERT INTO operator.session (token_hash, name, csrf, created_at, seen_at)
                    VALUES (:hash, :name, :csrf, :now, :now)""")
                    .param("hash", Tokens.hash(token))
                    .param("name", user)
                    .param("csrf", session.csrf())
                    .param("now", at(now))
                    .update();
            db.sql("DELETE FROM operator.session WHERE created_at < :old OR seen_at < :idle")
                    .param("old", at(now.minus(LIFETIME)))
                    .param("idle", at(now.minus(IDLE_MAX)))
                    .update();
            db.sql("""
                    DELETE FROM operator.session WHERE name = :name AND token_hash NOT IN (
                      SELECT token_hash FROM operator.session WHERE name = :name
                      ORDER BY created_at DESC LIMIT :max)""").param("name", user).param("max", PER_OPERATOR_MAX).update();
            db.sql("UPDATE operator.staff SET last_login_at = :now WHERE name = :name")
                    .param("now", at(now))
                    .param("name", user)
                    .update();
            audit.record(new Actor(user, role.word()), "operator.login", user, "from " + address);
        });
        return new SignIn.In(token, session);
    }

    private record Row(String name, String role, String csrf, OffsetDateTime createdAt, OffsetDateTime seenAt) {}

    /** The live session of this token; null when there is none or it has ended. */
    public @Nullable Session find(String token) {
        var now = clock.instant();
        var found =
                db.sql("""
                        SELECT s.name, o.role, s.csrf, s.created_at, s.seen_at
                        FROM operator.session s JOIN operator.staff o ON o.name = s.name
                        WHERE s.token_hash = :hash AND o.enabled""").param("hash", Tokens.hash(token)).query(Row.class).optional();
        if (found.isEmpty()) {
            return null;
        }
        var row = found.get();
        if (!now.isBefore(row.createdAt().toInstant().plus(LIFETIME))
                || !now.isBefore(row.seenAt().toInstant().plus(IDLE_MAX))) {
            end(token);
            return null;
        }
        if (now.isAfter(row.seenAt().toInstant().plus(SEEN_PRECISION))) {
            db.sql("UPDATE operator.session SET seen_at = :now WHERE token_hash = :hash")
                    .param("now", at(now))
                    .param("hash", Tokens.hash(token))
                    .update();
        }
        return new Session(row.name(), Role.of(row.role()).orElseThrow(), row.csrf());
    }

    public void end(String token) {
        db.sql("DELETE FROM operator.session WHERE token_hash = :hash")
                .param("hash", Tokens.hash(token))
                .update();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
