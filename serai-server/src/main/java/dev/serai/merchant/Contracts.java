package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Merchants' contracts, each a line of revisions. A revision holds from its {@code valid_from} on, until the next one begins,
 * its {@code valid_to} comes or somebody ends it. What live apps may do follows from the one in force, within
 * {@link #LOOK}; a contract that ran out ends the grants by itself.
 */
@Component
public class Contracts implements AppBeginning, DisposableBean {
    /** How often it looks for contracts whose time has come. */
    static final Duration LOOK = Duration.ofSeconds(1);

    private static final int STEP = 50;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final ContractTable table;
    private final List<TermsTaker> takers;
    private final Changes changes;
    private final Audit audit;
    private final Clock clock;
    private final Loop loop;

    Contracts(
            JdbcClient db,
            TransactionTemplate transactions,
            ContractTable table,
            List<TermsTaker> takers,
            Changes changes,
            Audit audit,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.table = table;
        this.takers = List.copyOf(takers);
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
        this.loop = new Loop("contracts", LOOK, this::takeDue);
    }

    public enum State {
        COMING,
        IN_FORCE,
        REPLACED,
        ENDED
    }

    /** One revision as it is shown. */
    public record Contract(
            int n,
            State state,
            List<Terms.Method> methods,
            Terms.Limits limits,
            int commissionPpm,
            Instant validFrom,
            Instant validTo,
            @Nullable Instant endedAt,
            @Nullable String note,
            @Nullable String madeBy,
            Instant madeAt) {}

    /** Newest first. @param own whether the merchant reads them himself: who made them stays inside */
    public List<Contract> of(MerchantId merchant, boolean own) {
        var now = clock.instant();
        var rows = table.of(merchant);
        return rows.stream()
                .map(row -> new Contract(
                        row.n(),
                        ContractTable.state(row, rows, now),
                        row.terms().methods(),
                        row.terms().limits(),
                        row.terms().commissionPpm(),
                        row.terms().validFrom(),
                        row.terms().validTo(),
                        row.endedAt(),
                        own ? null : row.terms().note(),
                        own ? null : row.madeBy(),
                        row.madeAt()))
                .toList();
    }

    /** The terms that held or hold at a moment; empty: none did. */
    public Optional<Terms> at(MerchantId merchant, Instant moment) {
        var rows = table.of(merchant);
        return rows.stream()
                .filter(row -> ContractTable.state(row, rows, moment) == State.IN_FORCE)
                .map(ContractTable.Row::terms)
                .findFirst();
    }

    /**
     * A revision as it is asked for.
     *
     * @param replaces the n of the newest revision, 0 for the first: nobody replaces what he has not read
     */
    public record Wanted(
            @Nullable Integer replaces,
            @Nullable List<Terms.Method> methods,
            Terms.@Nullable Limits limits,
            @Nullable Integer commissionPpm,
            @Nullable OffsetDateTime validFrom,
            @Nullable OffsetDateTime validTo,
            @Nullable String note) {

        Terms terms(Instant now) {
            return Terms.of(
                    methods,
                    limits,
                    commissionPpm,
                    validFrom == null ? null : validFrom.toInstant(),
                    validTo == null ? null : validTo.toInstant(),
                    note,
                    now);
        }
    }

    public Contract make(MerchantId merchant, Actor by, Wanted wanted) {
        var terms = wanted.terms(clock.instant());
        var replaces = wanted.replaces;
        takers.forEach(taker -> taker.check(terms));
        return Objects.requireNonNull(transactions.execute(tx -> {
            lock(merchant);
            int newest = table.newest(merchant);
            if (replaces == null || replaces != newest) {
                throw Refused.conflict(
                        "contract.changed",
                        "the newest revision is " + newest + ", replaces was " + replaces + "; read it again first");
            }
            table.add(merchant, newest + 1, terms, by.name(), clock.instant());
            if (!terms.validFrom().isAfter(clock.instant())) {
                take(merchant);
            }
            audit.record(
                    by,
                    "contract.made",
                    merchant.value(),
                    "revision " + (newest + 1) + ", " + terms.methods().size() + " methods, "
                            + terms.limits().perS() + "/s, commission " + terms.commissionPpm() + " ppm, "
                            + terms.validFrom() + " to " + terms.validTo());
            return one(merchant, newest + 1);
        }));
    }

    /** Ends a revision now: the one in force, or one that has not begun. */
    public Contract end(MerchantId merchant, Actor by, int n, @Nullable String reason) {
        var text = Profile.text("reason", reason, Merchants.REASON_MAX);
        return Objects.requireNonNull(transactions.execute(tx -> {
            lock(merchant);
            var state = one(merchant, n).state;
            if (state != State.IN_FORCE && state != State.COMING) {
                throw Refused.conflict(
                        "contract.state",
                        "revision " + n + " is " + state + "; only one that is IN_FORCE or COMING can be ended");
            }
            var now = clock.instant();
            var before = inForce(merchant, now);
            table.end(merchant, n, now);
            // With none in force the grants of the last one end now; ending a coming one brings nothing back.
            before.filter(row -> row.n() == n).ifPresent(row -> give(merchant, row.terms(), now));
            audit.record(by, "contract.ended", merchant.value(), "revision " + n + ": " + text);
            return one(merchant, n);
        }));
    }

    private Contract one(MerchantId merchant, int n) {
        return of(merchant, false).stream()
                .filter(contract -> contract.n == n)
                .findFirst()
                .orElseThrow(() -> Refused.notFound("the merchant has no contract revision " + n));
    }

    private void lock(MerchantId merchant) {
        var status = db.sql("SELECT status FROM merchant.merchant WHERE merchant_id = ? FOR UPDATE")
                .param(merchant.value())
                .query(MerchantStatus.class)
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no such merchant"));
        if (status == MerchantStatus.CLOSED) {
            throw Refused.conflict("merchant.status", "the merchant is CLOSED; nothing can be agreed with it any more");
        }
    }

    private Optional<ContractTable.Row> inForce(MerchantId merchant, Instant at) {
        var rows = table.of(merchant);
        return rows.stream()
                .filter(row -> ContractTable.state(row, rows, at) == State.IN_FORCE)
                .findFirst();
    }

    /** Gives the merchant's live apps what the contract in force says. Under the merchant's row lock. */
    private void take(MerchantId merchant) {
        // One moment for both: a revision that begins between two would count as given and never be.
        var now = clock.instant();
        inForce(merchant, now)
                .ifPresent(row -> give(merchant, row.terms(), row.terms().validTo()));
        table.taken(merchant, now);
    }

    private void give(MerchantId merchant, Terms terms, Instant until) {
        db.sql("SELECT app_id FROM merchant.app WHERE merchant_id = ? AND stage = 'LIVE' AND status <> 'CLOSED'")
                .param(merchant.value())
                .query(String.class)
                .list()
                .forEach(app -> takers.forEach(taker -> taker.take(new AppId(app), terms, until)));
        changes.happened();
    }

    @Override
    public void made(AppId app, App.Stage stage) {
        if (stage != App.Stage.LIVE) {
            return;
        }
        var merchant = new MerchantId(db.sql("SELECT merchant_id FROM merchant.app WHERE app_id = ?")
                .param(app.value())
                .query(String.class)
                .single());
        inForce(merchant, clock.instant())
                .ifPresent(row -> takers.forEach(
                        taker -> taker.take(app, row.terms(), row.terms().validTo())));
    }

    /** One step of the loop; returns whether there may be more. */
    boolean takeDue() {
        var due = table.due(clock.instant(), STEP);
        for (var merchant : due) {
            transactions.executeWithoutResult(tx -> {
                db.sql("SELECT 1 FROM merchant.merchant WHERE merchant_id = ? FOR UPDATE")
                        .param(merchant.value())
                        .query(Integer.class)
                        .optional();
                take(merchant);
            });
        }
        return due.size() == STEP;
    }

    @Override
    public void destroy() {
        loop.close();
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
