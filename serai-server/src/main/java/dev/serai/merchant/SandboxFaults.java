package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Switches faults of sandbox apps on and off. On this node they hold when the call returns, on others within a second. */
@Component
public class SandboxFaults {
    /** How long a fault may stay on. */
    public static final Duration LENGTH_MAX = Duration.ofDays(7);

    /** How much later a call may run, so that it is still answered before clients and proxies give up. */
    static final int CALL_DELAY_MS_MAX = 20_000;

    static final int PUSH_DELAY_MS_MAX = 600_000;

    /** What a call may be answered with: what a sound caller must be able to take. */
    static final List<String> ERRORS =
            List.of("store.unavailable", "core.unavailable", "core.timeout", "internal", "limit.rate");

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Changes changes;
    private final LiveSandboxes live;
    private final Audit audit;
    private final Clock clock;

    SandboxFaults(
            JdbcClient db,
            TransactionTemplate transactions,
            Changes changes,
            LiveSandboxes live,
            Audit audit,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.changes = changes;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is wanted; what is null has the usual value: all calls, 1 s, {@code core.timeout}. */
    public record Wanted(
            Fault.@Nullable Kind kind,
            @Nullable Integer percent,
            @Nullable Integer delayMs,
            @Nullable String subCode) {}

    /** Those that are on now. */
    public List<Fault> of(AppId app) {
        return db.sql("SELECT * FROM merchant.sandbox_fault WHERE app_id = ? AND until > ? ORDER BY kind")
                .params(app.value(), clock.instant().atOffset(ZoneOffset.UTC))
                .query((rs, _) -> new Fault(
                        Fault.Kind.valueOf(rs.getString("kind")),
                        rs.getInt("percent"),
                        rs.getInt("delay_ms"),
                        rs.getString("sub_code"),
                        rs.getObject("until", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * Has these on and no others, from now on for so long; none: all off.
     *
     * @throws Refused 409 {@code app.live} for an app that is no sandbox; 400 naming what cannot be
     */
    public List<Fault> set(AppId app, Actor by, List<Wanted> wanted, int minutes) {
        if (minutes < 1 || minutes > LENGTH_MAX.toMinutes()) {
            throw Refused.invalid(
                    "minutes must be 1 to " + LENGTH_MAX.toMinutes() + ", was " + minutes + "; a fault ends by itself");
        }
        var until = clock.instant().plus(Duration.ofMinutes(minutes));
        var faults = wanted.stream().map(one -> fault(one, until)).toList();
        if (new HashSet<>(kinds(faults)).size() < faults.size()) {
            throw Refused.invalid("each kind of fault may be named once");
        }
        transactions.executeWithoutResult(tx -> {
            var merchant = sandboxOf(app);
            db.sql("DELETE FROM merchant.sandbox_fault WHERE app_id = ?")
                    .param(app.value())
                    .update();
            for (var fault : faults) {
                db.sql("""
                        INSERT INTO merchant.sandbox_fault (app_id, merchant_id, kind, percent, delay_ms, sub_code, until, set_by)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                        .param(app.value())
                        .param(merchant)
                        .param(fault.kind().name())
                        .param(fault.percent())
                        .param(fault.delayMs())
                        .param(fault.subCode())
                        .param(until.atOffset(ZoneOffset.UTC))
                        .param(by.name())
                        .update();
            }
            changes.happened();
            audit.record(
                    by,
                    "app.sandbox_faults",
                    app.value(),
                    faults.isEmpty()
                            ? "off"
                            : String.join(
                                            ", ",
                                            kinds(faults).stream()
                                                    .map(Fault.Kind::word)
                                                    .toList()) + " until " + until);
        });
        live.look();
        return of(app);
    }

    private static List<Fault.Kind> kinds(List<Fault> faults) {
        return faults.stream().map(Fault::kind).toList();
    }

    /** Locks the app, so that two who switch at once leave what one of them wanted. */
    private String sandboxOf(AppId app) {
        return db.sql("SELECT merchant_id FROM merchant.app WHERE app_id = ? AND stage = 'SANDBOX' FOR UPDATE")
                .param(app.value())
                .query(String.class)
                .optional()
                .orElseThrow(() ->
                        Refused.conflict("app.live", "only a sandbox app can have faults; choose the sandbox app"));
    }

    private static Fault fault(Wanted wanted, Instant until) {
        var kind = wanted.kind();
        if (kind == null) {
            throw Refused.invalid("kind must be one of "
                    + EnumSet.allOf(Fault.Kind.class).stream()
                            .map(Fault.Kind::word)
                            .toList());
        }
        int percent = within("percent", wanted.percent(), 100, 1, 100);
        int most = kind == Fault.Kind.CALL_DELAY ? CALL_DELAY_MS_MAX : PUSH_DELAY_MS_MAX;
        int delay = kind.delays() ? within("delay_ms", wanted.delayMs(), 1_000, 1, most) : 0;
        String code = null;
        if (kind == Fault.Kind.CALL_ERROR) {
            code = Optional.ofNullable(wanted.subCode()).orElse("core.timeout");
            if (!ERRORS.contains(code)) {
                throw Refused.invalid("sub_code must be one of " + ERRORS + ", was " + code);
            }
        }
        return new Fault(kind, percent, delay, code, until);
    }

    private static int within(String name, @Nullable Integer given, int usual, int least, int most) {
        int value = given == null ? usual : given;
        if (value < least || value > most) {
            throw Refused.invalid(name + " must be " + least + " to " + most + ", was " + value);
        }
        return value;
    }
}
