package dev.serai.contest;

import dev.serai.fact.Facts;
import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.kernel.Outage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import dev.serai.release.Snapshots;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for what contests find suspicious: on demand, and by itself where new facts came since the last look and that is an hour
 * ago. Finding the same again changes nothing; a find that is gone is taken back while it is open; one whose documents became
 * more after it was decided is opened again, and what was excluded stays out meanwhile.
 */
@Component
public final class FlagSearch extends LoopBean {
    /** A look reads all of a window's receipts, so a busy house takes one an hour. */
    static final Duration EVERY = Duration.ofHours(1);

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(FlagSearch.class);

    /** Contests whose look failed since the last pause. */
    private final Set<Long> failed = ConcurrentHashMap.newKeySet();

    private final JdbcClient db;
    private final Contests contests;
    private final Definitions definitions;
    private final Exclusions exclusions;
    private final Snapshots snapshots;
    private final Facts facts;
    private final LongReads reads;
    private final Clock clock;
    private final TransactionTemplate transactions;

    FlagSearch(
            JdbcClient db,
            Contests contests,
            Definitions definitions,
            Exclusions exclusions,
            Snapshots snapshots,
            Facts facts,
            LongReads reads,
            Clock clock,
            TransactionTemplate transactions) {
        this.db = db;
        this.contests = contests;
        this.definitions = definitions;
        this.exclusions = exclusions;
        this.snapshots = snapshots;
        this.facts = facts;
        this.reads = reads;
        this.clock = clock;
        this.transactions = transactions;
    }

    private record Document(String type, String id, long version) {}

    private record Find(String unit, String subject, String told, List<Document> documents) {}

    /** Looks now. Returns how many flags of the contest are open afterwards. Throws a refusal where there is no such contest. */
    public int look(long activityId) {
        var contest = contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
        return look(contest);
    }

    private int look(Contest contest) {
        definitions.begin(contest.definition());
        return Objects.requireNonNull(transactions.execute(_ -> {
            reads.allow();
            long head = facts.head();
            db.sql("""
                            INSERT INTO contest.flag_look AS l (activity_id, variant, seq, looked_at) VALUES (?, ?, ?, ?)
                            ON CONFLICT (activity_id) DO UPDATE SET
                                variant = excluded.variant, seq = excluded.seq, looked_at = excluded.looked_at""")
                    .params(contest.activityId(), contest.variant(), head, Flags.utc(clock.instant()))
                    .update();
            var moved = countedAnew(contest);
            var kinds =
                    contest.rules().suspicions().stream().map(Suspicion::kind).toArray(String[]::new);
            gone(contest, "NOT kind = ANY (?::text[])", kinds, new HashSet<>());
            contest.rules().suspicions().forEach(suspicion -> {
                Set<Long> still = new HashSet<>();
                finds(contest, suspicion).forEach(find -> still.add(keep(contest, suspicion, find)));
                gone(contest, "kind = ANY (?::text[])", new String[] {suspicion.kind()}, still);
            });
            if (!moved.isEmpty()) {
                exclusions.touch(contest, moved);
            }
            return db.sql("SELECT count(*) FROM contest.flag WHERE activity_id = ? AND state = 'open'")
                    .param(contest.activityId())
                    .query(Integer.class)
                    .single();
        }));
    }

    private record Excluded(long flagId, String type, String id, Exclusions.@Nullable Key counted) {}

    /**
     * What is excluded stays excluded where it counts now: the contest may count members instead of receipts, or a receipt
     * have become another member's. Returns in which documents it counts no longer, or counts now.
     */
    private List<Exclusions.Key> countedAnew(Contest contest) {
        var counting = new CountingDocuments(contest, facts);
        List<Exclusions.Key> moved = new ArrayList<>();
        for (var one : excluded(contest)) {
            var now = counting.of(one.type, one.id);
            if (!Objects.equals(now, one.counted)) {
                db.sql("""
                                UPDATE contest.flag_document SET counted_type = nullif(?, ''), counted_id = nullif(?, '')
                                WHERE flag_id = ? AND type = ? AND id = ?""")
                        .params(
                                now == null ? "" : now.type(),
                                now == null ? "" : now.id(),
                                one.flagId,
                                one.type,
                                one.id)
                        .update();
                Stream.of(one.counted, now).filter(Objects::nonNull).forEach(moved::add);
            }
        }
        return moved;
    }

    /** Locks their flags first, as who decides one does. */
    private List<Excluded> excluded(Contest contest) {
        return db.sql("""
                        SELECT d.flag_id, d.type, d.id, d.counted_type, d.counted_id
                        FROM contest.flag f JOIN contest.flag_document d ON d.flag_id = f.id
                        WHERE f.activity_id = ? AND d.excluded ORDER BY f.id FOR UPDATE OF f""")
                .param(contest.activityId())
                .query((rs, _) -> {
                    var counted = rs.getString(5);
                    return new Excluded(
                            rs.getLong(1),
                            rs.getString(2),
                            rs.getString(3),
                            counted == null ? null : new Exclusions.Key(rs.getString(4), counted));
                })
                .list();
    }

    private List<Find> finds(Contest contest, Suspicion suspicion) {
        var sql = new SuspicionSql(contest, suspicion);
        return db
                .sql(sql.text())
                .params(sql.params())
                .query((rs, _) -> new Find(text(rs, 1), rs.getString(2), rs.getString(3), documents(rs)))
                .list()
                .stream()
                .filter(find -> !find.unit.isEmpty() && contest.roster().has(find.unit))
                .toList();
    }

    /** A receipt without seller is nobody's, and nobody's takes no part. */
    private static String text(ResultSet rs, int column) throws SQLException {
        var text = rs.getString(column);
        return text == null ? "" : text;
    }

    private static List<Document> documents(ResultSet rs) throws SQLException {
        var ids = (String[]) array(rs.getArray(5));
        var versions = (Long[]) array(rs.getArray(6));
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            documents.add(new Document(rs.getString(4), ids[i], versions[i]));
        }
        return documents;
    }

    private static Object array(Array array) throws SQLException {
        return array.getArray();
    }

    private long keep(Contest contest, Suspicion suspicion, Find find) {
        long id = db.sql("""
                        INSERT INTO contest.flag AS f (activity_id, kind, unit, subject, told, found_at, state)
                        VALUES (?, ?, ?, ?, ?::jsonb, ?, 'open')
                        ON CONFLICT (activity_id, kind, unit, subject) DO UPDATE SET told = excluded.told RETURNING id""")
                .params(
                        contest.activityId(),
                        suspicion.kind(),
                        find.unit,
                        find.subject,
                        find.told,
                        Flags.utc(clock.instant()))
                .query(Long.class)
                .single();
        int more = 0;
        var counting = new CountingDocuments(contest, facts);
        for (var document : find.documents) {
            var counts = counting.of(document.type, document.id);
            more += db.sql("""
                            INSERT INTO contest.flag_document AS d (flag_id, type, id, version, counted_type, counted_id)
                            VALUES (?, ?, ?, ?, nullif(?, ''), nullif(?, ''))
                            ON CONFLICT (flag_id, type, id) DO UPDATE SET version = excluded.version,
                                counted_type = excluded.counted_type, counted_id = excluded.counted_id
                            RETURNING (old.id IS NULL)::int""")
                    .params(
                            id,
                            document.type,
                            document.id,
                            document.version,
                            counts == null ? "" : counts.type(),
                            counts == null ? "" : counts.id())
                    .query(Integer.class)
                    .single();
        }
        db.sql("DELETE FROM contest.flag_document WHERE flag_id = ? AND NOT excluded AND NOT id = ANY (?::text[])")
                .params(id, find.documents.stream().map(Document::id).toArray(String[]::new))
                .update();
        if (more > 0) {
            db.sql("UPDATE contest.flag SET state = 'open' WHERE id = ?")
                    .param(id)
                    .update();
        }
        return id;
    }

    /** Nobody needs to decide what is no longer there. */
    private void gone(Contest contest, String which, String[] kinds, Set<Long> still) {
        db.sql("""
                        DELETE FROM contest.flag WHERE activity_id = ? AND state = 'open' AND decided_by IS NULL
                            AND NOT id = ANY (?::bigint[]) AND\s""" + which)
                .params(contest.activityId(), still.toArray(Long[]::new), kinds)
                .update();
    }

    /** Looks at one contest that is due. Returns whether others may be. One whose look fails has its next turn after all others. */
    boolean step() {
        long head = facts.head();
        for (var contest : snapshots.now().all(Contest.class)) {
            if (!contest.rules().suspicions().isEmpty()
                    && !failed.contains(contest.activityId())
                    && due(contest, head)) {
                attempt(contest);
                return true;
            }
        }
        failed.clear();
        return false;
    }

    private void attempt(Contest contest) {
        try {
            look(contest);
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw e;
            }
            LOG.error("contest {} cannot be looked through", contest.activityId(), e);
            failed.add(contest.activityId());
        }
    }

    private boolean due(Contest contest, long head) {
        return db.sql("""
                        SELECT count(*) FROM contest.flag_look
                        WHERE activity_id = ? AND variant = ? AND (seq = ? OR looked_at > ?)""")
                        .params(
                                contest.activityId(),
                                contest.variant(),
                                head,
                                Flags.utc(clock.instant().minus(EVERY)))
                        .query(Integer.class)
                        .single()
                == 0;
    }

    @Override
    protected @Nullable Loop begin() {
        return new Loop("contest-flags", LOOK_EVERY, this::step);
    }
}
