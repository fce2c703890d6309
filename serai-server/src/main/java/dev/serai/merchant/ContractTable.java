package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Contracts as they are kept. */
@Component
class ContractTable {
    private final JdbcClient db;

    ContractTable(JdbcClient db) {
        this.db = db;
    }

    record Row(int n, Terms terms, @Nullable Instant endedAt, String madeBy, Instant madeAt) {
        Instant until() {
            return endedAt != null && endedAt.isBefore(terms.validTo()) ? endedAt : terms.validTo();
        }

        /** Ended before it began: it never held and replaces nothing. */
        boolean neverHeld() {
            return !until().isAfter(terms.validFrom());
        }
    }

    /** What a revision is at a moment, among all of its merchant. */
    static Contracts.State state(Row row, List<Row> all, Instant at) {
        if (row.neverHeld() || !at.isBefore(row.until())) {
            return Contracts.State.ENDED;
        }
        var from = row.terms().validFrom();
        var looked = at.isAfter(from) ? at : from;
        boolean replaced = all.stream()
                .anyMatch(later -> later.n > row.n
                        && !later.neverHeld()
                        && !later.terms().validFrom().isAfter(looked));
        return replaced
                ? Contracts.State.REPLACED
                : at.isBefore(from) ? Contracts.State.COMING : Contracts.State.IN_FORCE;
    }

    /** Newest first. */
    List<Row> of(MerchantId merchant) {
        Map<Integer, List<Terms.Method>> methods = new HashMap<>();
        db.sql("""
                SELECT n, method, version FROM merchant.contract_method WHERE merchant_id = ?
                ORDER BY n, method, version""").param(merchant.value()).query(rs -> {
            methods.computeIfAbsent(rs.getInt(1), _ -> new ArrayList<>())
                    .add(new Terms.Method(rs.getString(2), rs.getInt(3)));
        });
        return db.sql("SELECT * FROM merchant.contract WHERE merchant_id = ? ORDER BY n DESC")
                .param(merchant.value())
                .query((rs, _) -> row(rs, methods.getOrDefault(rs.getInt("n"), List.of())))
                .list();
    }

    private static Row row(ResultSet rs, List<Terms.Method> methods) throws SQLException {
        return new Row(
                rs.getInt("n"),
                new Terms(
                        methods,
                        new Terms.Limits(
                                rs.getInt("per_s"),
                                rs.getObject("burst", Integer.class),
                                rs.getObject("concurrent", Integer.class),
                                rs.getObject("per_day", Long.class),
                                rs.getObject("per_month", Long.class)),
                        rs.getInt("commission_ppm"),
                        Objects.requireNonNull(instant(rs, "valid_from")),
                        Objects.requireNonNull(instant(rs, "valid_to")),
                        rs.getString("note")),
                instant(rs, "ended_at"),
                rs.getString("made_by"),
                Objects.requireNonNull(instant(rs, "made_at")));
    }

    /** The n of the newest revision; 0: there is none. */
    int newest(MerchantId merchant) {
        return db.sql("SELECT coalesce(max(n), 0) FROM merchant.contract WHERE merchant_id = ?")
                .param(merchant.value())
                .query(Integer.class)
                .single();
    }

    void add(MerchantId merchant, int n, Terms terms, String by, Instant now) {
        var limits = terms.limits();
        db.sql("""
                INSERT INTO merchant.contract (merchant_id, n, per_s, burst, concurrent, per_day, per_month, commission_ppm,
                  valid_from, valid_to, note, made_by, made_at)
                VALUES (:merchant, :n, :per_s, :burst, :concurrent, :per_day, :per_month, :ppm, :from, :to, :note, :by, :now)""")
                .param("merchant", merchant.value())
                .param("n", n)
                .param("per_s", limits.perS())
                .param("burst", limits.burst(), java.sql.Types.INTEGER)
                .param("concurrent", limits.concurrent(), java.sql.Types.INTEGER)
                .param("per_day", limits.perDay(), java.sql.Types.BIGINT)
                .param("per_month", limits.perMonth(), java.sql.Types.BIGINT)
                .param("ppm", terms.commissionPpm())
                .param("from", Contracts.at(terms.validFrom()))
                .param("to", Contracts.at(terms.validTo()))
                .param("note", terms.note())
                .param("by", by)
                .param("now", Contracts.at(now))
                .update();
        for (var method : terms.methods()) {
            db.sql("INSERT INTO merchant.contract_method (merchant_id, n, method, version) VALUES (?, ?, ?, ?)")
                    .params(merchant.value(), n, method.method(), method.version())
                    .update();
        }
    }

    void end(MerchantId merchant, int n, Instant now) {
        db.sql("UPDATE merchant.contract SET ended_at = ? WHERE merchant_id = ? AND n = ? AND ended_at IS NULL")
                .params(Contracts.at(now), merchant.value(), n)
                .update();
    }

    /** Merchants of whom a revision has begun and was not given to their apps yet. */
    List<MerchantId> due(Instant now, int limit) {
        return db.sql("""
                        SELECT DISTINCT merchant_id FROM merchant.contract
                        WHERE taken_at IS NULL AND valid_from <= ? LIMIT ?""")
                .params(Contracts.at(now), limit)
                .query((rs, _) -> new MerchantId(rs.getString(1)))
                .list();
    }

    void taken(MerchantId merchant, Instant now) {
        db.sql("""
                UPDATE merchant.contract SET taken_at = ?
                WHERE merchant_id = ? AND taken_at IS NULL AND valid_from <= ?""")
                .params(Contracts.at(now), merchant.value(), Contracts.at(now))
                .update();
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
