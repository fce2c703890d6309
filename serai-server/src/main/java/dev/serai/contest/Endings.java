package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where every contest's end stands, in memory, so that a board costs no query for it: at once on the node that changed it, within
 * {@link #LOOK_EVERY} on the others.
 */
@Component
final class Endings extends LoopBean {
    static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final JdbcClient db;
    private final PublicationTable publications;
    private final BoardBells bells;
    private final Map<Long, Frozen> frozen = new ConcurrentHashMap<>();
    private volatile @Nullable Map<Long, Ending> all;

    Endings(JdbcClient db, PublicationTable publications, BoardBells bells) {
        this.db = db;
        this.publications = publications;
        this.bells = bells;
    }

    /** A review under way. */
    record Review(String by, String role, Instant at, String note) {}

    /**
     * @param published the newest publication's number; 0: none
     * @param differs whether the last complete recount found differences
     */
    record Ending(@Nullable Review review, int published, boolean differs) {
        static final Ending OPEN = new Ending(null, 0, false);
    }

    /**
     * A publication and its board.
     *
     * @param bases what participants had grown from; empty where the contest has no baseline
     * @param firstVersion of the board that was published first: what has a later one and is no publication is no result
     */
    record Frozen(Publication publication, Board board, Map<String, Fraction> bases, long firstVersion) {}

    Ending of(long activityId) {
        var known = all;
        return (known == null ? look() : known).getOrDefault(activityId, Ending.OPEN);
    }

    /** Reads anew; what this node committed before is in it. */
    Map<Long, Ending> look() {
        Map<Long, Ending> before;
        Map<Long, Ending> now;
        // One after the other: what was read earlier is not shown later.
        synchronized (this) {
            before = all;
            now = read();
            all = now;
        }
        if (before != null) {
            // Pages show another board, or say something else of it.
            now.forEach((activity, ending) -> {
                if (!ending.equals(before.get(activity))) {
                    bells.ring(activity);
                }
            });
        }
        return now;
    }

    private Map<Long, Ending> read() {
        Map<Long, Ending> found = new HashMap<>();
        db.sql("SELECT * FROM contest.ending").query(rs -> {
            found.put(rs.getLong("activity_id"), ending(rs));
        });
        return Map.copyOf(found);
    }

    private static Ending ending(ResultSet rs) throws SQLException {
        var by = rs.getString("reviewed_by");
        var review = by == null
                ? null
                : new Review(
                        by,
                        rs.getString("reviewed_role"),
                        rs.getObject("reviewed_at", OffsetDateTime.class).toInstant(),
                        rs.getString("review_note"));
        return new Ending(review, rs.getInt("published"), rs.getBoolean("differs"));
    }

    /** As it is now, and stays to the end of the caller's transaction. */
    Ending locked(long activityId) {
        return db.sql("SELECT * FROM contest.ending WHERE activity_id = ? FOR UPDATE")
                .param(activityId)
                .query((rs, _) -> ending(rs))
                .optional()
                .orElse(Ending.OPEN);
    }

    /** What is published of it; null: nothing yet. */
    @Nullable Frozen frozen(Contest contest) {
        int n = of(contest.activityId()).published;
        if (n == 0) {
            return null;
        }
        var kept = frozen.get(contest.activityId());
        if (kept != null && kept.publication.n() == n) {
            return kept;
        }
        var read = read(contest, n);
        frozen.put(contest.activityId(), read);
        return read;
    }

    private Frozen read(Contest contest, int n) {
        var publication = publications
                .find(contest.activityId(), n)
                .orElseThrow(() -> new IllegalStateException(
                        "publication " + n + " of contest " + contest.activityId() + " is gone"));
        // Its text may be megabytes and is asked for seldom.
        var light = new Publication(
                publication.activityId(),
                publication.n(),
                publication.publishedAt(),
                publication.approvedBy(),
                publication.approvedRole(),
                publication.reason(),
                publication.boardVersion(),
                "",
                publication.prevHash(),
                publication.hash());
        long first = n == 1
                ? publication.boardVersion()
                : publications.find(contest.activityId(), 1).orElseThrow().boardVersion();
        return new Frozen(light, publications.board(contest, publication), publications.bases(publication), first);
    }

    /** scheduled, running, settling, review, published, corrected. */
    String state(Contest contest, Instant now) {
        var ending = of(contest.activityId());
        if (ending.published > 0) {
            return ending.published == 1 ? "published" : "corrected";
        }
        var word = contest.state(now);
        return word.equals("settling") && ending.review != null ? "review" : word;
    }

    /** From when on its result may be published. */
    static Instant settledAt(Contest contest) {
        return contest.definition().end().plus(contest.closing().settle());
    }

    @Override
    protected @Nullable Loop begin() {
        return new Loop("contest-endings", LOOK_EVERY, () -> {
            look();
            return false;
        });
    }
}
