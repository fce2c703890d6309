package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The documents that add up to a score, with that score, both read in one snapshot of the database. */
@Component
final class Explanations {
    private final JdbcClient db;
    private final TransactionTemplate snapshot;

    Explanations(JdbcClient db, PlatformTransactionManager manager) {
        this.db = db;
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /** A page in the order of the documents' ids. {@code after} is what the page before gave as next. */
    JsonNode explain(Contest contest, String unit, @Nullable String after, int limit) {
        return Objects.requireNonNull(snapshot.execute(_ -> read(contest, unit, after, limit)));
    }

    private JsonNode read(Contest contest, String unit, @Nullable String after, int limit) {
        var hash = contest.definition().hash();
        var sums =
                db.sql("""
                        SELECT COALESCE(sum(v1), 0), COALESCE(sum(v2), 0), COALESCE(sum(v3), 0), COALESCE(sum(v4), 0)
                        FROM contest.unit_day WHERE definition = ? AND unit = ?""").params(hash, unit).query((rs, _) -> values(rs, 1)).single();
        var answer = Json.object();
        answer.put("unit_id", unit);
        var score = contest.metric().score();
        ContestPlay.score(answer, score.of(sums), contest.metric().scale());
        record Line(String id, long version, OffsetDateTime at, Fraction part) {}
        var lines = db.sql("""
                        SELECT id, version, occurred_at, v1, v2, v3, v4 FROM contest.contribution
                        WHERE definition = ? AND unit = ? AND id > ? ORDER BY id LIMIT ?""")
                .params(hash, unit, after == null ? "" : after.replace("\0", ""), limit + 1)
                .query((rs, _) -> new Line(
                        rs.getString(1), rs.getLong(2), rs.getObject(3, OffsetDateTime.class), score.of(values(rs, 4))))
                .list();
        boolean more = lines.size() > limit;
        var facts = answer.putArray("facts");
        for (var line : more ? lines.subList(0, limit) : lines) {
            facts.addObject()
                    .put("id", line.id)
                    .put("version", line.version)
                    .put("occurred_at", line.at.toInstant().toString())
                    .put("n", line.part.n())
                    .put("d", line.part.d());
        }
        answer.put("next", more ? lines.get(limit - 1).id : null);
        return answer;
    }

    private static List<BigInteger> values(ResultSet rs, int from) throws SQLException {
        List<BigInteger> values = new ArrayList<>(Metric.MEASURES_MAX);
        for (int i = 0; i < Metric.MEASURES_MAX; i++) {
            BigDecimal value = rs.getBigDecimal(from + i);
            values.add(value.toBigIntegerExact());
        }
        return values;
    }
}
