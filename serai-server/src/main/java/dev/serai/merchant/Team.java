package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import dev.serai.operator.Audit;
import dev.serai.operator.Passwords;
import dev.serai.operator.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The people of a merchant. One owner who can sign in stays. */
@Component
public class Team {
    static final int ACCOUNTS_MAX = 50;
    private static final int NAME_MAX = 100;

    private final JdbcClient db;
    private final Passwords passwords;
    private final Audit audit;
    private final Clock clock;

    Team(JdbcClient db, Passwords passwords, Audit audit, Clock clock) {
        this.db = db;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
    }

    public record Member(
            String login,
            String name,
            Account.Role role,
            boolean enabled,
            @Nullable Instant lastLoginAt) {}

    public List<Member> of(MerchantId merchant) {
        return db.sql("""
                        SELECT login, name, role, enabled, last_login_at FROM merchant.account
                        WHERE merchant_id = ? ORDER BY login""").param(merchant.value()).query((rs, _) -> member(rs)).list();
    }

    private static Member member(ResultSet rs) throws SQLException {
        var last = rs.getObject("last_login_at", OffsetDateTime.class);
        return new Member(
                rs.getString("login"),
                rs.getString("name"),
                Account.Role.valueOf(rs.getString("role")),
                rs.getBoolean("enabled"),
                last == null ? null : last.toInstant());
    }

    @Transactional
    public Member add(
            Account by,
            @Nullable String login,
            @Nullable String name,
            Account.@Nullable Role role,
            @Nullable String password) {
        var email = Profile.email("login", login);
        var who = Profile.text("name", name, NAME_MAX);
        if (role == null || password == null) {
            throw Refused.invalid("role (owner or developer) and password are both required");
        }
        var hash = passwords.hash(password);
        lock(by.merchant());
        if (of(by.merchant()).size() >= ACCOUNTS_MAX) {
            throw Refused.conflict("team.full", "a merchant may have " + ACCOUNTS_MAX + " accounts, and has them");
        }
        try {
            db.sql("""
                    INSERT INTO merchant.account (login, merchant_id, name, role, password_hash, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)""")
                    .params(
                            email,
                            by.merchant().value(),
                            who,
                            role.name(),
                            hash,
                            clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("login.taken", "somebody is registered with this e-mail address; take another");
        }
        audit.record(Party.merchant(by).actor(), "portal.account_added", email, "as " + role.word());
        return new Member(email, who, role, true, null);
    }

    /** Changes what is not null. A changed password or a disabled account ends its sessions. */
    @Transactional
    public Member change(
            Account by,
            String login,
            @Nullable Boolean enabled,
            Account.@Nullable Role role,
            @Nullable String password) {
        var hash = password == null ? null : passwords.hash(password);
        lock(by.merchant());
        var before = of(by.merchant()).stream()
                .filter(m -> m.login.equals(login))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("your team has no such account"));
        var after = new Member(
                login,
                before.name,
                role == null ? before.role : role,
                enabled == null ? before.enabled : enabled,
                before.lastLoginAt);
        boolean ownerLeft = of(by.merchant()).stream()
                .map(m -> m.login.equals(login) ? after : m)
                .anyMatch(m -> m.enabled && m.role == Account.Role.OWNER);
        if (!ownerLeft) {
            throw Refused.conflict(
                    "team.last_owner", "this is the last owner who can sign in; make somebody else owner first");
        }
        db.sql("""
                UPDATE merchant.account SET enabled = ?, role = ?, password_hash = coalesce(?, password_hash)
                WHERE merchant_id = ? AND login = ?""")
                .params(java.util.Arrays.asList(
                        after.enabled, after.role.name(), hash, by.merchant().value(), login))
                .update();
        if (hash != null || !after.enabled) {
            db.sql("DELETE FROM merchant.account_session WHERE merchant_id = ? AND login = ?")
                    .params(by.merchant().value(), login)
                    .update();
        }
        audit.record(
                Party.merchant(by).actor(),
                "portal.account_changed",
                login,
                (after.enabled ? "enabled" : "disabled") + ", " + after.role.word()
                        + (hash == null ? "" : ", another password"));
        return after;
    }

    /** Two owners who demote each other at once must not both succeed. */
    private void lock(MerchantId merchant) {
        db.sql("SELECT 1 FROM merchant.merchant WHERE merchant_id = ? FOR UPDATE")
                .param(merchant.value())
                .query(rs -> {});
    }
}
