package dev.serai.campaign;

import dev.serai.campaign.Tally.Contribution;
import dev.serai.campaign.Tally.Seat;
import dev.serai.campaign.Tally.Standing;
import dev.serai.fact.Fact;
import java.math.BigInteger;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps what campaigns know: one statement a table and batch, however many facts. */
@Component
class CampaignStore {
    /** A newly decided version of a fact. */
    record Decided(Fact fact, Verdict verdict) {}

    private final JdbcClient db;
    private final Clock clock;

    CampaignStore(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** What the campaign spent so far; nobody else decides for this campaign until the transaction ends. */
    BigInteger lockSpending(long campaignId) {
        db.sql("INSERT INTO campaign.spending (campaign_id) VALUES (:id) ON CONFLICT DO NOTHING")
                .param("id", campaignId)
                .update();
        return db.sql("SELECT spent_minor::text FROM campaign.spending WHERE campaign_id = :id FOR UPDATE")
                .param("id", campaignId)
                .query((row, n) -> new BigInteger(row.getString(1)))
                .single();
    }

    /** The newest known contribution by fact id. */
    Map<String, Contribution> contributions(Campaign campaign, List<String> factIds) {
        var known = new HashMap<String, Contribution>();
        db.sql("""
                SELECT fact_id, version, rule, user_id, amount::text FROM campaign.contribution
                WHERE campaign_id = :campaign AND fact_type = :type AND fact_id = ANY (:ids)
                """)
                .param("campaign", campaign.id())
                .param("type", campaign.goal().factType())
                .param("ids", factIds.toArray(String[]::new))
                .query(row -> {
                    known.put(
                            row.getString("fact_id"),
                            new Contribution(
                                    row.getLong("version"),
                                    new Seat(row.getString("rule"), row.getString("user_id")),
                                    new BigInteger(row.getString("amount"))));
                });
        return known;
    }

    Map<Seat, Standing> standings(long campaignId, Collection<Seat> seats) {
        var known = new HashMap<Seat, Standing>();
        db.sql("""
                SELECT p.rule, p.user_id, p.reward, p.every::text, p.cost_minor, p.total::text, p.held, p.issued
                FROM campaign.progress AS p
                JOIN unnest(:rules::text[], :users::text[]) AS s (rule, user_id)
                  ON p.rule = s.rule AND p.user_id = s.user_id
                WHERE p.campaign_id = :campaign
                """)
                .param("campaign", campaignId)
                .param("rules", seats.stream().map(Seat::rule).toArray(String[]::new))
                .param("users", seats.stream().map(Seat::userId).toArray(String[]::new))
                .query(row -> {
                    known.put(
                            new Seat(row.getString("rule"), row.getString("user_id")),
                            new Standing(
                                    row.getString("reward"),
                                    new BigInteger(row.getString("every")),
                                    row.getLong("cost_minor"),
                                    new BigInteger(row.getString("total")),
                                    row.getLong("held"),
                                    row.getLong("issued")));
                });
        return known;
    }

    void keep(Campaign campaign, Collection<Decided> decided, Tally tally) {
        var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        keepContributions(campaign, List.copyOf(decided), now);
        keepStandings(campaign.id(), tally.standings());
        db.sql("""
                UPDATE campaign.spending SET spent_minor = :spent::numeric, refused = refused + :refused,
                       refused_at = CASE WHEN :refused > 0 THEN :now ELSE refused_at END
                WHERE campaign_id = :campaign
                """)
                .param("spent", tally.spentMinor().toString())
                .param(
                        "refused",
                        tally.refused()
                                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                                .longValue())
                .param("now", now)
                .param("campaign", campaign.id())
                .update();
    }

    private void keepContributions(Campaign campaign, List<Decided> decided, OffsetDateTime now) {
        db.sql("""
                INSERT INTO campaign.contribution
                       (campaign_id, fact_type, fact_id, version, rule, user_id, amount, outcome, detail, decided_at)
                SELECT :campaign, :type, d.fact_id, d.version, :rule, d.user_id, d.amount::numeric, d.outcome, d.detail, :now
                FROM unnest(:ids::text[], :versions::bigint[], :users::text[], :amounts::text[], :outcomes::text[],
                            :details::text[]) AS d (fact_id, version, user_id, amount, outcome, detail)
                ON CONFLICT (campaign_id, fact_type, fact_id) DO UPDATE SET
                    version = excluded.version, rule = excluded.rule, user_id = excluded.user_id,
                    amount = excluded.amount, outcome = excluded.outcome, detail = excluded.detail,
                    decided_at = excluded.decided_at
                """)
                .param("campaign", campaign.id())
                .param("type", campaign.goal().factType())
                .param("rule", campaign.ruleKey())
                .param("ids", texts(decided, one -> one.fact().id()))
                .param(
                        "versions",
                        decided.stream().mapToLong(one -> one.fact().version()).toArray())
                .param("users", texts(decided, one -> one.verdict().userId()))
                .param("amounts", texts(decided, one -> one.verdict().amount().toString()))
                .param("outcomes", texts(decided, one -> one.verdict().outcome().name()))
                .param("details", texts(decided, one -> one.verdict().detail()))
                .param("now", now)
                .update();
    }

    private void keepStandings(long campaignId, Map<Seat, Standing> standings) {
        var rows = List.copyOf(standings.entrySet());
        db.sql("""
                INSERT INTO campaign.progress
                       (campaign_id, rule, user_id, reward, every, cost_minor, total, held, issued)
                SELECT :campaign, s.rule, s.user_id, s.reward, s.every::numeric, s.cost_minor, s.total::numeric, s.held,
                       s.issued
                FROM unnest(:rules::text[], :users::text[], :rewards::text[], :units::text[], :costs::bigint[],
                            :totals::text[], :helds::bigint[], :issueds::bigint[])
                     AS s (rule, user_id, reward, every, cost_minor, total, held, issued)
                ON CONFLICT (campaign_id, rule, user_id) DO UPDATE SET
                    total = excluded.total, held = excluded.held, issued = excluded.issued
                """)
                .param("campaign", campaignId)
                .param("rules", texts(rows, row -> row.getKey().rule()))
                .param("users", texts(rows, row -> row.getKey().userId()))
                .param("rewards", texts(rows, row -> row.getValue().reward))
                .param("units", texts(rows, row -> row.getValue().unit.toString()))
                .param(
                        "costs",
                        rows.stream().mapToLong(row -> row.getValue().costMinor).toArray())
                .param("totals", texts(rows, row -> row.getValue().total.toString()))
                .param(
                        "helds",
                        rows.stream().mapToLong(row -> row.getValue().held).toArray())
                .param(
                        "issueds",
                        rows.stream().mapToLong(row -> row.getValue().issued).toArray())
                .update();
    }

    private static <T> String[] texts(List<T> all, Function<T, String> of) {
        return Arrays.copyOf(all.stream().map(of).toArray(), all.size(), String[].class);
    }
}
