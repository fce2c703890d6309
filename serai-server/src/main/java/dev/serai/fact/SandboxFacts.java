package dev.serai.fact;

import dev.serai.kernel.MerchantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Facts that sandbox apps report: checked and answered by the same rules, kept for each merchant's sandbox alone, and heard by
 * nobody. No campaign and no contest moves by them.
 */
@Component
final class SandboxFacts {
    private final Intake intake;
    private final JdbcClient db;
    private final TransactionTemplate transactions;

    SandboxFacts(Intake intake, JdbcClient db, TransactionTemplate transactions) {
        this.intake = intake;
        this.db = db;
        this.transactions = transactions;
    }

    List<Taken> take(MerchantId space, List<NewFact> facts) {
        return intake.take(facts, part -> transactions.execute(_ -> settle(space, part)));
    }

    private List<Taken> settle(MerchantId space, List<FactStore.Prepared> facts) {
        // One after another in a space: what is newest must not change between looking and keeping.
        db.sql("SELECT pg_advisory_xact_lock(hashtextextended('fact.sandbox ' || ?, 0))")
                .param(space.value())
                .query(rs -> {});
        var newest = new HashMap<FactStore.Key, FactStore.Prepared>();
        db.sql("""
                SELECT s.* FROM fact.sandbox s JOIN unnest(?::text[], ?::text[]) AS asked (type, id) USING (type, id)
                WHERE s.merchant_id = ?""")
                .params(
                        facts.stream().map(FactStore.Prepared::type).toArray(String[]::new),
                        facts.stream().map(FactStore.Prepared::id).toArray(String[]::new),
                        space.value())
                .query((rs, _) -> prepared(rs))
                .list()
                .forEach(fact -> newest.put(fact.key(), fact));
        var answers = new ArrayList<Taken>();
        for (var fact : facts) {
            var taken = Settlement.judge(fact, newest.get(fact.key()));
            if (taken.result() == Taken.Result.ACCEPTED) {
                newest.put(fact.key(), fact);
                keep(space, fact);
            }
            answers.add(taken);
        }
        return answers;
    }

    private void keep(MerchantId space, FactStore.Prepared fact) {
        db.sql("""
                INSERT INTO fact.sandbox (merchant_id, type, id, version, occurred_at, body) VALUES (?, ?, ?, ?, ?::timestamptz, ?)
                ON CONFLICT (merchant_id, type, id) DO UPDATE SET version = excluded.version,
                    occurred_at = excluded.occurred_at, body = excluded.body""")
                .params(
                        space.value(),
                        fact.type(),
                        fact.id(),
                        fact.version(),
                        fact.occurredAt().toString(),
                        fact.body())
                .update();
    }

    private static FactStore.Prepared prepared(ResultSet rs) throws SQLException {
        return new FactStore.Prepared(
                rs.getString("type"),
                rs.getString("id"),
                rs.getLong("version"),
                rs.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                rs.getString("body"));
    }
}
