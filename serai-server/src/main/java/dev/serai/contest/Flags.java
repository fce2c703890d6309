package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * What was found that may be unfair, with its documents, and what a person decided about it. Excluding takes the documents out
 * of this contest alone; deciding otherwise later puts them back.
 */
@Component
public final class Flags implements OpenFlags {
    /** Flags told at once. */
    public static final int LIMIT_MAX = 200;

    private static final String[] STATES = {"open", "accepted", "excluded"};

    private final JdbcClient db;
    private final Contests contests;
    private final Exclusions exclusions;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transactions;

    Flags(
            JdbcClient db,
            Contests contests,
            Exclusions exclusions,
            Audit audit,
            Clock clock,
            TransactionTemplate transactions) {
        this.db = db;
        this.contests = contests;
        this.exclusions = exclusions;
        this.audit = audit;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** What a person may say of a flag. */
    public enum Decision {
        /** It is as it should be; the documents count. */
        ACCEPTED,
        /** The documents, or those named, count no longer. */
        EXCLUDED
    }

    /**
     * A document of a flag, as it is now.
     *
     * @param version the one the flag was found in
     * @param newest the newest accepted one
     * @param counts in which document of the contest it counts: itself, or the member it belongs to; null: in none
     */
    public record Shown(
            String type,
            String id,
            long version,
            long newest,
            Instant occurredAt,
            JsonNode body,
            @Nullable String counts,
            boolean excluded) {}

    /** Who decided what. */
    public record Decided(String by, String reason, Instant at) {}

    /**
     * @param state open, accepted or excluded; one whose documents became more since it was decided is open again
     * @param told its numbers, by kind
     * @param decided the last decision
     */
    public record Flag(
            long id,
            String kind,
            String unit,
            String state,
            JsonNode told,
            Instant foundAt,
            @Nullable Decided decided,
            int documents) {}

    @Override
    public int open(long activityId) {
        return db.sql("SELECT count(*) FROM contest.flag WHERE activity_id = ? AND state = 'open'")
                .param(activityId)
                .query(Integer.class)
                .single();
    }

    /** How many are in each state. */
    public Map<String, Integer> counts(long activityId) {
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("open", 0, "accepted", 0, "excluded", 0));
        db.sql("SELECT state, count(*) FROM contest.flag WHERE activity_id = ? GROUP BY state")
                .param(activityId)
                .query(rs -> {
                    counts.put(rs.getString(1), rs.getInt(2));
                });
        return counts;
    }

    /** In the order in which they were found. {@code state} null: all. */
    public List<Flag> list(long activityId, @Nullable String state, long after, int limit) {
        return db.sql(SELECT + " WHERE f.activity_id = ? AND f.state = ANY (?::text[]) AND f.id > ?"
                        + " ORDER BY f.id LIMIT ?")
                .params(activityId, state == null ? STATES : new String[] {state}, after, limit)
                .query((rs, _) -> flag(rs))
                .list();
    }

    public Optional<Flag> find(long activityId, long id) {
        return db.sql(SELECT + " WHERE f.activity_id = ? AND f.id = ?")
                .params(activityId, id)
                .query((rs, _) -> flag(rs))
                .optional();
    }

    private static final String SELECT = """
            SELECT f.id, f.kind, f.unit, f.state, f.told, f.found_at, f.decided_by, f.reason, f.decided_at,
                (SELECT count(*) FROM contest.flag_document d WHERE d.flag_id = f.id)
            FROM contest.flag f""";

    private static Flag flag(java.sql.ResultSet rs) throws java.sql.SQLException {
        var by = rs.getString(7);
        return new Flag(
                rs.getLong(1),
                rs.getString(2),
                rs.getString(3),
                rs.getString(4),
                Json.read(rs.getString(5)),
                rs.getObject(6, OffsetDateTime.class).toInstant(),
                by == null
                        ? null
                        : new Decided(
                                by,
                                rs.getString(8),
                                rs.getObject(9, OffsetDateTime.class).toInstant()),
                rs.getInt(10));
    }

    /** By business time. */
    public List<Shown> documents(long flagId) {
        return db.sql("""
                        SELECT d.type, d.id, d.version, f.version, f.occurred_at, f.body, d.counted_id, d.excluded
                        FROM contest.flag_document d JOIN fact.document f USING (type, id)
                        WHERE d.flag_id = ? ORDER BY f.occurred_at, d.id LIMIT ?""")
                .params(flagId, SuspicionSql.DOCUMENTS_MAX)
                .query((rs, _) -> new Shown(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getLong(3),
                        rs.getLong(4),
                        rs.getObject(5, OffsetDateTime.class).toInstant(),
                        Json.read(rs.getString(6)),
                        rs.getString(7),
                        rs.getBoolean(8)))
                .list();
    }

    /**
     * Decides a flag, or decides it anew. Deciding the same again changes nothing but who said so.
     *
     * @param only ids of the documents to exclude; empty: all of the flag
     * @param shown ids of the documents the person saw; refused where they are others by now; null: whatever they are
     */
    public void decide(
            long activityId,
            long id,
            Decision decision,
            Collection<String> only,
            @Nullable Collection<String> shown,
            String reason,
            Actor by) {
        var contest = contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
        transactions.executeWithoutResult(_ -> {
            var state = decision.name().toLowerCase(java.util.Locale.ROOT);
            int found = db.sql("""
                            UPDATE contest.flag SET state = ?, decided_by = ?, reason = ?, decided_at = ?
                            WHERE activity_id = ? AND id = ?""")
                    .params(state, by.name(), reason, utc(clock.instant()), activityId, id)
                    .update();
            if (found == 0) {
                throw new Refusal(SubCode.NOT_FOUND, "contest " + activityId + " has no flag " + id);
            }
            if (shown != null && !ids(id).equals(new HashSet<>(shown))) {
                throw Refused.conflict(
                        "flag.moved", "flag " + id + " has other documents than those you saw; look at it again");
            }
            var documents = exclude(id, decision == Decision.EXCLUDED, only);
            // After the flag, which a look may hold for minutes: who waits for it must not hold up all counting
            // meanwhile.
            exclusions.touch(contest, counted(id));
            audit.record(
                    by,
                    "contest.flag." + state,
                    "contest " + activityId,
                    "flag " + id + ", " + documents + " documents excluded");
        });
    }

    /** Of those that are told. */
    private Set<String> ids(long id) {
        return documents(id).stream().map(Shown::id).collect(Collectors.toSet());
    }

    private int exclude(long id, boolean exclude, Collection<String> only) {
        if (exclude && !only.isEmpty()) {
            Set<String> known = new HashSet<>(db.sql("SELECT id FROM contest.flag_document WHERE flag_id = ?")
                    .param(id)
                    .query(String.class)
                    .list());
            only.stream().filter(one -> !known.contains(one)).findFirst().ifPresent(one -> {
                throw new Refusal(
                        SubCode.PARAM_INVALID,
                        "documents: flag " + id + " has no document " + dev.serai.kernel.Excerpt.of(one, 60));
            });
        }
        db.sql("""
                        UPDATE contest.flag_document SET excluded = ? AND (? OR id = ANY (?::text[]))
                        WHERE flag_id = ?""")
                .params(exclude, only.isEmpty(), only.toArray(String[]::new), id)
                .update();
        return db.sql("SELECT count(*) FROM contest.flag_document WHERE flag_id = ? AND excluded")
                .param(id)
                .query(Integer.class)
                .single();
    }

    private List<Exclusions.Key> counted(long id) {
        return db.sql("SELECT counted_type, counted_id FROM contest.flag_document"
                        + " WHERE flag_id = ? AND counted_id IS NOT NULL")
                .param(id)
                .query((rs, _) -> new Exclusions.Key(rs.getString(1), rs.getString(2)))
                .list();
    }

    static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
