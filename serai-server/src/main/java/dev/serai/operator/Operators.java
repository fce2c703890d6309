package dev.serai.operator;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The members of staff who may sign in. There is always a super admin who can. */
@Component
public class Operators {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{1,63}");

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Passwords passwords;
    private final Audit audit;

    Operators(JdbcClient db, TransactionTemplate transactions, Clock clock, Passwords passwords, Audit audit) {
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
        this.passwords = passwords;
        this.audit = audit;
    }

    public record Operator(
            String user,
            String role,
            boolean enabled,
            Instant createdAt,
            String createdBy,
            @Nullable Instant lastLoginAt) {}

    /** A password is shown once, to whoever made it. */
    public record Credentials(String user, String role, String password) {}

    public List<Operator> all() {
        return db.sql("""
                        SELECT name, role, enabled, created_at, created_by, last_login_at
                        FROM operator.staff ORDER BY name""")
                .query((row, i) -> new Operator(
                        row.getString("name"),
                        row.getString("role"),
                        row.getBoolean("enabled"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("created_by"),
                        instant(row.getObject("last_login_at", OffsetDateTime.class))))
                .list();
    }

    /** The operator exists afterwards, enabled, with this role and password. For demo data. */
    public void ensure(String user, Role role, String password) {
        check(user);
        var hash = passwords.hash(password);
        transactions.executeWithoutResult(t -> {
            db.sql("""
                    INSERT INTO operator.staff (name, role, password_hash, created_at, created_by)
                    VALUES (:name, :role, :hash, :now, :by)
                    ON CONFLICT (name) DO UPDATE SET role = :role, password_hash = :hash, enabled = true""")
                    .param("name", user)
                    .param("role", role.word())
                    .param("hash", hash)
                    .param("now", now())
                    .param("by", Actor.HOUSE.name())
                    .update();
            audit.record(Actor.HOUSE, "operator.ensure", user, "role " + role.word());
        });
    }

    /** @param password null: make one */
    public Credentials create(String user, Role role, @Nullable String password, Actor by) {
        check(user);
        var secret = password == null ? passwords.random() : password;
        var hash = passwords.hash(secret);
        transactions.executeWithoutResult(t -> {
            int made = db.sql("""
                            INSERT INTO operator.staff (name, role, password_hash, created_at, created_by)
                            VALUES (:name, :role, :hash, :now, :by) ON CONFLICT DO NOTHING""")
                    .param("name", user)
                    .param("role", role.word())
                    .param("hash", hash)
                    .param("now", now())
                    .param("by", by.name())
                    .update();
            if (made == 0) {
                throw Refused.conflict("operator.exists", "operator " + user + " exists already; choose another name");
            }
            audit.record(by, "operator.create", user, "role " + role.word());
        });
        return new Credentials(user, role.word(), secret);
    }

    /** Ends his sessions too. Refused for the last super admin, or nobody could ever let anybody in again. */
    public void disable(String user, Actor by) {
        transactions.executeWithoutResult(t -> {
            var role = lock(user);
            // Locks all of them, so that two super admins cannot disable each other at the same moment.
            var admins = db.sql("""
                            SELECT name FROM operator.staff WHERE role = 'super_admin' AND enabled
                            ORDER BY name FOR UPDATE""").query(String.class).list();
            if (admins.equals(List.of(user))) {
                throw Refused.conflict(
                        "operator.last_super_admin",
                        user + " is the last enabled super admin; create or enable another one first");
            }
            db.sql("UPDATE operator.staff SET enabled = false WHERE name = :name")
                    .param("name", user)
                    .update();
            endSessions(user);
            audit.record(by, "operator.disable", user, "role " + role);
        });
    }

    public void enable(String user, Actor by) {
        transactions.executeWithoutResult(t -> {
            var role = lock(user);
            db.sql("UPDATE operator.staff SET enabled = true WHERE name = :name")
                    .param("name", user)
                    .update();
            audit.record(by, "operator.enable", user, "role " + role);
        });
    }

    /**
     * Gives him a new password and ends his sessions.
     *
     * @param password null: make one
     */
    public Credentials reset(String user, @Nullable String password, Actor by) {
        var secret = password == null ? passwords.random() : password;
        var hash = passwords.hash(secret);
        var role = transactions.execute(t -> {
            var his = lock(user);
            db.sql("UPDATE operator.staff SET password_hash = :hash WHERE name = :name")
                    .param("hash", hash)
                    .param("name", user)
                    .update();
            endSessions(user);
            audit.record(by, "operator.reset", user, "role " + his);
            return his;
        });
        return new Credentials(user, role, secret);
    }

    private String lock(String user) {
        // Super admins are locked first and in one order, as disable does, so that no two transactions wait for each
        // other.
        db.sql("SELECT name FROM operator.staff WHERE role = 'super_admin' ORDER BY name FOR UPDATE")
                .query(String.class)
                .list();
        return db.sql("SELECT role FROM operator.staff WHERE name = :name FOR UPDATE")
                .param("name", user)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no operator " + user));
    }

    private void endSessions(String user) {
        db.sql("DELETE FROM operator.session WHERE name = :name")
                .param("name", user)
                .update();
    }

    private static void check(String user) {
        if (!NAME.matcher(user).matches()) {
            throw Refused.invalid("an operator's name is 2 to 64 of a-z 0-9 . _ - beginning with a letter, found "
                    + user.codePointCount(0, user.length()) + " characters that are not that");
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
