package dev.serai.merchant;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * The desk where merchants' changes of themselves arrive: asked for, approved by a business manager or by a published
 * {@link ChangeRule}, in force at once, taken back again. Each decision is made under the merchant's row lock, so of two that
 * decide at once the second is refused.
 */
@Component
public class MerchantChanges {
    /** Changes one merchant may ask for in {@link #DAY}. */
    static final int PER_DAY_MAX = 100;

    /** The longest value, as canonical JSON. */
    static final int VALUE_CHARS_MAX = 65_536;

    private static final int NOTE_CHARS_MAX = 2_000;
    private static final Duration DAY = Duration.ofHours(24);

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final List<ChangeKind> kinds;
    private final Snapshots snapshots;
    private final ChangeTable table;
    private final Audit audit;
    private final Ids ids;
    private final Clock clock;

    MerchantChanges(
            JdbcClient db,
            TransactionTemplate transactions,
            List<ChangeKind> kinds,
            Snapshots snapshots,
            ChangeTable table,
            Audit audit,
            Ids ids,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.kinds =
                kinds.stream().sorted(Comparator.comparing(ChangeKind::name)).toList();
        this.snapshots = snapshots;
        this.table = table;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    public enum Status {
        PENDING,
        APPROVED,
        REJECTED,
        WITHDRAWN
    }

    /**
     * One revision.
     *
     * @param n counts a merchant's changes from 1
     * @param rule the rule that approved it
     * @param reverses the n of the one it takes back
     * @param inForce whether it is the newest approved one of its kind
     */
    public record Change(
            String changeId,
            String merchantId,
            int n,
            String kind,
            Status status,
            JsonNode before,
            JsonNode after,
            String note,
            String askedBy,
            Instant askedAt,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String reason,
            @Nullable String rule,
            @Nullable Integer reverses,
            boolean inForce,
            @Nullable String merchantName) {
        Change with(JsonNode shownBefore, JsonNode shownAfter) {
            return new Change(
                    changeId,
                    merchantId,
                    n,
                    kind,
                    status,
                    shownBefore,
                    shownAfter,
                    note,
                    askedBy,
                    askedAt,
                    decidedBy,
                    decidedAt,
                    reason,
                    rule,
                    reverses,
                    inForce,
                    merchantName);
        }
    }

    /** @param pending the n of the change that waits for a decision */
    public record KindNow(
            String kind,
            Applications.Title title,
            JsonNode now,
            @Nullable Integer pending) {}

    /** What the merchant may change, and how it is now. */
    public List<KindNow> kinds(MerchantId merchant) {
        return kinds.stream()
                .map(kind -> new KindNow(
                        kind.name(), kind.title(), kind.now(merchant), table.pending(merchant, kind.name())))
                .toList();
    }

    /** The merchant's changes, newest first, older than {@code after}. @param own whether he reads them himself */
    public List<Change> of(MerchantId merchant, int after, int limit, boolean own) {
        return table.page(merchant, after, limit, own);
    }

    /** All merchants' changes for staff, oldest first, younger than {@code after}. */
    public List<Change> desk(@Nullable Status status, String kind, String after, int limit) {
        return table.desk(status, kind, after, limit);
    }

    /** A change as staff see it: personal data masked. */
    public Change masked(Change change) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(change.kind))
                .findFirst()
                .map(kind -> change.with(kind.masked(change.before), kind.masked(change.after)))
                .orElse(change);
    }

    /** Asks for a change of the merchant's own; a rule may approve it at once. */
    public Change ask(
            MerchantId merchant, Party by, @Nullable String kind, @Nullable JsonNode wanted, @Nullable String note) {
        var known = kind(kind);
        if (wanted == null || wanted.isMissingNode()) {
            throw Refused.invalid("after is required: the whole value as it shall be");
        }
        var after = known.checked(merchant, storable(wanted));
        return inTransaction(() -> asked(merchant, by, known, after, note(note), null));
    }

    /** Asks for the value before again; staff's reversal holds at once. */
    public Change reverse(MerchantId merchant, Party by, int n, @Nullable String note) {
        var target = table.find(merchant, n, false);
        var kind = kind(target.kind);
        var before = kind.checked(merchant, target.before);
        var words = by.staff() ? Profile.text("reason", note, NOTE_CHARS_MAX) : note(note);
        return inTransaction(() -> {
            lock(merchant);
            if (!table.find(merchant, n, false).inForce || !same(kind.now(merchant), target.after)) {
                throw Refused.conflict(
                        "change.superseded",
                        "change " + n + " is not what holds now; only the newest approved change of its kind can be"
                                + " taken back, and only while its value is in force. Ask for the wanted value instead");
            }
            return asked(merchant, by, kind, before, words, n);
        });
    }

    private Change asked(
            MerchantId merchant, Party by, ChangeKind kind, JsonNode after, String note, @Nullable Integer reverses) {
        var status = lock(merchant);
        var pending = table.pending(merchant, kind.name());
        if (pending != null) {
            throw Refused.conflict(
                    "change.pending",
                    "change " + pending + " of " + kind.name() + " waits for a decision; decide or withdraw it first");
        }
        var now = clock.instant();
        if (!by.staff() && table.count(merchant, null, now.minus(DAY)) >= PER_DAY_MAX) {
            throw new Refused(
                    429, "change.throttled", "at most " + PER_DAY_MAX + " changes in 24 hours; try again later");
        }
        var before = kind.now(merchant);
        if (same(before, after)) {
            throw Refused.conflict("change.nothing", kind.name() + " is this already; nothing was changed");
        }
        var rule = by.staff() ? null : rule(merchant, kind.name(), status, now);
        boolean holds = by.staff() || rule != null;
        int n = table.add(
                new ChangeTable.New(
                        ids.next(),
                        merchant,
                        kind.name(),
                        kind.personal(),
                        Json.canonical(before),
                        Json.canonical(after),
                        note,
                        by,
                        reverses),
                now);
        if (holds) {
            kind.apply(merchant, after, by.actor());
            table.decide(merchant, n, Status.APPROVED, by, rule, null, now);
        }
        // Last: what a kind locks comes before the chain's lock, here as in approve.
        record(by, "asked", merchant, n, kind, note);
        if (holds) {
            record(by, "approved", merchant, n, kind, rule == null ? note : "by the rule " + rule);
        }
        return table.find(merchant, n, !by.staff());
    }

    /** The rule that approves such a change now. */
    private @Nullable String rule(MerchantId merchant, String kind, MerchantStatus status, Instant now) {
        return snapshots.now().all(ChangeRule.class).stream()
                .filter(rule -> rule.change().equals(kind) && rule.statuses().contains(status))
                .filter(rule ->
                        rule.perDayMax() == null || table.count(merchant, rule.id(), now.minus(DAY)) < rule.perDayMax())
                .map(ChangeRule::id)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    public Change approve(MerchantId merchant, Party by, int n) {
        return inTransaction(() -> {
            lock(merchant);
            var change = waiting(merchant, n);
            var kind = kind(change.kind);
            if (!same(kind.now(merchant), change.before)) {
                throw Refused.conflict(
                        "change.stale",
                        kind.name() + " is not any more what it was when change " + n
                                + " was asked for; reject it and let the merchant ask again");
            }
            kind.apply(merchant, change.after, by.actor());
            table.decide(merchant, n, Status.APPROVED, by, null, null, clock.instant());
            record(by, "approved", merchant, n, kind, "");
            return table.find(merchant, n, false);
        });
    }

    public Change reject(MerchantId merchant, Party by, int n, @Nullable String reason) {
        var text = Profile.text("reason", reason, NOTE_CHARS_MAX);
        return inTransaction(() -> ended(merchant, by, n, Status.REJECTED, text));
    }

    /** The merchant does not want it any more. */
    public Change withdraw(MerchantId merchant, Party by, int n) {
        return inTransaction(() -> ended(merchant, by, n, Status.WITHDRAWN, null));
    }

    private Change ended(MerchantId merchant, Party by, int n, Status how, @Nullable String reason) {
        db.sql("SELECT 1 FROM merchant.merchant WHERE merchant_id = ? FOR UPDATE")
                .param(merchant.value())
                .query(Integer.class)
                .optional();
        var change = waiting(merchant, n);
        table.decide(merchant, n, how, by, null, reason, clock.instant());
        record(by, how.name().toLowerCase(Locale.ROOT), merchant, n, kind(change.kind), reason == null ? "" : reason);
        return table.find(merchant, n, !by.staff());
    }

    private Change waiting(MerchantId merchant, int n) {
        var change = table.find(merchant, n, false);
        if (change.status != Status.PENDING) {
            throw Refused.conflict(
                    "change.status", "change " + n + " is " + change.status + "; only a PENDING one can be decided");
        }
        return change;
    }

    private MerchantStatus lock(MerchantId merchant) {
        var status = db.sql("SELECT status FROM merchant.merchant WHERE merchant_id = ? FOR UPDATE")
                .param(merchant.value())
                .query(MerchantStatus.class)
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no such merchant"));
        if (status != MerchantStatus.SANDBOX && status != MerchantStatus.LIVE) {
            throw Refused.conflict(
                    "merchant.status",
                    "the merchant is " + status + "; changes can be made only while it is SANDBOX or LIVE");
        }
        return status;
    }

    /** Values reach no trail: they may hold phone numbers. */
    private void record(Party by, String what, MerchantId merchant, int n, ChangeKind kind, String words) {
        audit.record(
                by.actor(),
                "merchant.change_" + what,
                merchant.value(),
                kind.name() + " change " + n + (words.isEmpty() ? "" : ": " + words));
    }

    private ChangeKind kind(@Nullable String name) {
        return Optional.ofNullable(name)
                .flatMap(it ->
                        kinds.stream().filter(kind -> kind.name().equals(it)).findFirst())
                .orElseThrow(() -> Refused.invalid("kind must be one of "
                        + kinds.stream().map(ChangeKind::name).collect(Collectors.joining(", ")) + ", found "
                        + (name == null ? "none" : Excerpt.of(name, 50))));
    }

    private static JsonNode storable(JsonNode wanted) {
        var text = wanted.toString();
        if (text.length() > VALUE_CHARS_MAX) {
            throw Refused.invalid(
                    "after may have at most " + VALUE_CHARS_MAX + " characters as JSON, found " + text.length());
        }
        return Json.read(text);
    }

    private static String note(@Nullable String given) {
        return given == null || given.isBlank() ? "" : Profile.text("note", given, NOTE_CHARS_MAX);
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return Json.canonical(one).equals(Json.canonical(other));
    }

    private Change inTransaction(Supplier<Change> work) {
        return Objects.requireNonNull(transactions.execute(tx -> work.get()));
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
