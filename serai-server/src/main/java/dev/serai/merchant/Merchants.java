package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Moves merchants from status to status. Each move is checked under the merchant's row lock, so of two that decide at once
 * the second is refused; each leaves a step and a line in the audit trail.
 */
@Component
public class Merchants {
    static final int REASON_MAX = 2_000;

    private final JdbcClient db;
    private final Audit audit;
    private final Changes changes;
    private final MerchantApps apps;
    private final ContactTable contacts;
    private final Clock clock;

    Merchants(JdbcClient db, Audit audit, Changes changes, MerchantApps apps, ContactTable contacts, Clock clock) {
        this.contacts = contacts;
        this.db = db;
        this.audit = audit;
        this.changes = changes;
        this.apps = apps;
        this.clock = clock;
    }

    private record Row(MerchantStatus status, @Nullable String suspendedFrom, int version, String name) {}

    /** The merchant asks for a review, or answers what he was asked. */
    @Transactional
    public void submit(MerchantId id, Party by, @Nullable String answer) {
        locked(id, MerchantStatus.REGISTERED, MerchantStatus.ASKED, MerchantStatus.REJECTED);
        long licences = db.sql("SELECT count(*) FROM merchant.licence WHERE merchant_id = ?")
                .param(id.value())
                .query(Long.class)
                .single();
        if (licences == 0) {
            throw new Refused(
                    400, "licence.missing", "no licence file was uploaded; add at least one (PDF, PNG or JPEG) first");
        }
        var text = answer == null || answer.isBlank() ? "" : Profile.text("answer", answer, REASON_MAX);
        move(id, by, MerchantStatus.REVIEW, "SUBMITTED", text);
    }

    @Transactional
    public void ask(MerchantId id, Party by, @Nullable String question) {
        var text = Profile.text("question", question, REASON_MAX);
        locked(id, MerchantStatus.REVIEW);
        move(id, by, MerchantStatus.ASKED, "ASKED", text);
    }

    @Transactional
    public void reject(MerchantId id, Party by, @Nullable String reason) {
        var text = Profile.text("reason", reason, REASON_MAX);
        locked(id, MerchantStatus.REVIEW);
        move(id, by, MerchantStatus.REJECTED, "REJECTED", text);
    }

    /** Lets the merchant in, with a sandbox app. @param version what the manager has read; he must not approve another */
    @Transactional
    public void approve(MerchantId id, Party by, @Nullable Integer version) {
        var row = locked(id, MerchantStatus.REVIEW);
        if (version == null || version != row.version) {
            throw Refused.conflict(
                    "version.conflict",
                    "the application is at version " + row.version + ", found " + version + "; read it again first");
        }
        apps.make(id, row.name, App.Stage.SANDBOX);
        move(id, by, MerchantStatus.SANDBOX, "APPROVED", "");
    }

    /** The contacts as they are. Who looks says why; that it was done stays. */
    @Transactional
    public List<Profile.Contact> contacts(MerchantId id, Party by, @Nullable String reason) {
        var text = Profile.text("reason", reason, REASON_MAX);
        locked(id, MerchantStatus.values());
        var found = contacts.of(id);
        audit.record(by.actor(), "merchant.contacts_shown", id.value(), text);
        return found;
    }

    /** Signs one item of the checklist; twice is the same as once. */
    @Transactional
    public void sign(MerchantId id, Party by, String item) {
        var known = Checklist.item(item);
        locked(id, MerchantStatus.SANDBOX);
        int signed = db.sql("INSERT INTO merchant.checked_item VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .params(id.value(), known.word(), by.actor().name(), now())
                .update();
        if (signed > 0) {
            step(id, by, "SIGNED", known.word());
        }
    }

    /** Makes the live app. Every item of the checklist must be signed. */
    @Transactional
    public void goLive(MerchantId id, Party by) {
        var row = locked(id, MerchantStatus.SANDBOX);
        var signed = Set.copyOf(db.sql("SELECT item FROM merchant.checked_item WHERE merchant_id = ?")
                .param(id.value())
                .query(String.class)
                .list());
        var open = Arrays.stream(Checklist.values())
                .map(Checklist::word)
                .filter(word -> !signed.contains(word))
                .collect(Collectors.joining(", "));
        if (!open.isEmpty()) {
            throw Refused.conflict("checklist.open", "not signed yet: " + open + "; sign them first");
        }
        apps.make(id, row.name, App.Stage.LIVE);
        move(id, by, MerchantStatus.LIVE, "LIVE", "");
    }

    /** No app of the merchant is served until {@link #resume}. */
    @Transactional
    public void suspend(MerchantId id, Party by, @Nullable String reason) {
        var text = Profile.text("reason", reason, REASON_MAX);
        var row = locked(id, MerchantStatus.SANDBOX, MerchantStatus.LIVE);
        db.sql("UPDATE merchant.merchant SET suspended_from = ? WHERE merchant_id = ?")
                .params(row.status.name(), id.value())
                .update();
        move(id, by, MerchantStatus.SUSPENDED, "SUSPENDED", text);
    }

    @Transactional
    public void resume(MerchantId id, Party by, @Nullable String reason) {
        var text = Profile.text("reason", reason, REASON_MAX);
        var row = locked(id, MerchantStatus.SUSPENDED);
        var back = row.suspendedFrom == null ? MerchantStatus.LIVE : MerchantStatus.valueOf(row.suspendedFrom);
        move(id, by, back, "RESUMED", text);
    }

    /** For ever: apps are closed, keys end, nobody of the merchant's stays signed in. His records stay. */
    @Transactional
    public void close(MerchantId id, Party by, @Nullable String reason) {
        var text = Profile.text("reason", reason, REASON_MAX);
        locked(
                id,
                Arrays.stream(MerchantStatus.values())
                        .filter(s -> s != MerchantStatus.CLOSED)
                        .toArray(MerchantStatus[]::new));
        db.sql("UPDATE merchant.app SET status = 'CLOSED' WHERE merchant_id = ?")
                .param(id.value())
                .update();
        db.sql("""
                UPDATE merchant.app_key SET not_after = greatest(not_before, least(not_after, ?)) WHERE app_id IN
                  (SELECT app_id FROM merchant.app WHERE merchant_id = ?)""").params(now(), id.value()).update();
        db.sql("DELETE FROM merchant.account_session WHERE merchant_id = ?")
                .param(id.value())
                .update();
        move(id, by, MerchantStatus.CLOSED, "CLOSED", text);
    }

    private Row locked(MerchantId id, MerchantStatus... allowed) {
        var row = db.sql("""
                        SELECT status, suspended_from, version, name FROM merchant.merchant
                        WHERE merchant_id = ? FOR UPDATE""")
                .param(id.value())
                .query(Row.class)
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no merchant " + id.value()));
        if (Arrays.stream(allowed).noneMatch(s -> s == row.status)) {
            throw Refused.conflict(
                    "merchant.status",
                    "the merchant is " + row.status + "; this can be done only while it is "
                            + Arrays.stream(allowed).map(Enum::name).collect(Collectors.joining(" or ")));
        }
        return row;
    }

    private void move(MerchantId id, Party by, MerchantStatus to, String kind, String text) {
        db.sql("UPDATE merchant.merchant SET status = ? WHERE merchant_id = ?")
                .params(to.name(), id.value())
                .update();
        changes.happened();
        step(id, by, kind, text);
    }

    /** Keeps what happened. Comes last in its transaction: it holds the audit trail's lock until the commit. */
    @Transactional
    void step(MerchantId id, Party by, String kind, String text) {
        db.sql("""
                INSERT INTO merchant.step
                SELECT :id, coalesce(max(n), 0) + 1, :at, :actor, :staff, :kind, :text
                FROM merchant.step WHERE merchant_id = :id""")
                .param("id", id.value())
                .param("at", now())
                .param("actor", by.actor().name())
                .param("staff", by.staff())
                .param("kind", kind)
                .param("text", text)
                .update();
        audit.record(by.actor(), "merchant." + kind.toLowerCase(Locale.ROOT), id.value(), text);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
