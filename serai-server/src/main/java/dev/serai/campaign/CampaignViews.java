package dev.serai.campaign;

import java.math.BigInteger;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What pages ask of a campaign's books. */
@Component
class CampaignViews {
    /** @param refused rewards earned that the budget could not pay */
    record Spending(BigInteger spentMinor, long refused, long failedFacts) {}

    /** A user's total under the present bargain, and what he holds under all. */
    record Progress(BigInteger total, long held) {}

    /** Why a fact counted or not. */
    record Decision(String factId, long version, String outcome, String detail, BigInteger amount) {}

    /** How many decisions one answer tells. */
    static final int DECISIONS_MAX = 100;

    private final JdbcClient db;

    CampaignViews(JdbcClient db) {
        this.db = db;
    }

    Spending spending(long campaignId) {
        return db.sql("""
                SELECT spent_minor::text, refused, (SELECT count(*) FROM campaign.contribution
                                              WHERE campaign_id = :id AND outcome = 'ERROR') AS failed
                FROM campaign.spending WHERE campaign_id = :id
                """)
                .param("id", campaignId)
                .query((row, n) -> new Spending(
                        new BigInteger(row.getString("spent_minor")), row.getLong("refused"), row.getLong("failed")))
                .optional()
                .orElse(new Spending(BigInteger.ZERO, 0, 0));
    }

    Progress progress(long campaignId, String rule, String userId) {
        return db.sql("""
                SELECT coalesce(sum(total) FILTER (WHERE rule = :rule), 0)::text AS total, coalesce(sum(held), 0)::bigint AS held
                FROM campaign.progress WHERE campaign_id = :id AND user_id = :user
                """)
                .param("rule", rule)
                .param("id", campaignId)
                .param("user", userId)
                .query((row, n) -> new Progress(new BigInteger(row.getString("total")), row.getLong("held")))
                .single();
    }

    /** The newest decisions about a user's facts. */
    List<Decision> decisions(long campaignId, String userId) {
        return db.sql("""
                SELECT fact_id, version, outcome, detail, amount::text FROM campaign.contribution
                WHERE campaign_id = :id AND user_id = :user ORDER BY decided_at DESC, fact_id LIMIT :max
                """)
                .param("id", campaignId)
                .param("user", userId)
                .param("max", DECISIONS_MAX)
                .query((row, n) -> new Decision(
                        row.getString("fact_id"),
                        row.getLong("version"),
                        row.getString("outcome"),
                        row.getString("detail"),
                        new BigInteger(row.getString("amount"))))
                .list();
    }
}
