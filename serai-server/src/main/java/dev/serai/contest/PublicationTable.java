package dev.serai.contest;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was published. It only grows. */
@Component
final class PublicationTable {
    private static final long LOCK = 0x5345_5241_5055_0000L;

    private final JdbcClient db;

    PublicationTable(JdbcClient db) {
        this.db = db;
    }

    /** One publisher of a contest at a time over all nodes, to the end of the transaction. */
    void lock(long activityId) {
        db.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK ^ activityId).query(_ -> {});
    }

    Optional<Publication> newest(long activityId) {
        return db.sql("SELECT * FROM contest.publication WHERE activity_id = ? ORDER BY n DESC LIMIT 1")
                .param(activityId)
                .query(PublicationTable::publication)
                .optional();
    }

    Optional<Publication> find(long activityId, int n) {
        return db.sql("SELECT * FROM contest.publication WHERE activity_id = ? AND n = ?")
                .params(activityId, n)
                .query(PublicationTable::publication)
                .optional();
    }

    /** The one whose board has this version. */
    Optional<Publication> ofVersion(long activityId, long version) {
        return db.sql("SELECT * FROM contest.publication WHERE activity_id = ? AND board_version = ?")
                .params(activityId, version)
                .query(PublicationTable::publication)
                .optional();
    }

    /** Newest first, without their documents. */
    List<Publication> all(long activityId, int limit) {
        return db.sql("""
                        SELECT activity_id, n, published_at, approved_by, approved_role, reason, board_version,
                            '' AS document, prev_hash, hash
                        FROM contest.publication WHERE activity_id = ? ORDER BY n DESC LIMIT ?""")
                .params(activityId, limit)
                .query(PublicationTable::publication)
                .list();
    }

    private static Publication publication(ResultSet rs, int row) throws SQLException {
        return new Publication(
                rs.getLong("activity_id"),
                rs.getInt("n"),
                rs.getObject("published_at", OffsetDateTime.class).toInstant(),
                rs.getString("approved_by"),
                rs.getString("approved_role"),
                rs.getString("reason"),
                rs.getLong("board_version"),
                rs.getString("document"),
                rs.getString("prev_hash"),
                rs.getString("hash"));
    }

    void keep(Publication one, Contest contest, Reckoning.Result result) {
        db.sql("""
                        INSERT INTO contest.publication (activity_id, n, published_at, approved_by, approved_role, reason,
                            board_version, definition, facts_up_to, document, prev_hash, hash)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        one.activityId(),
                        one.n(),
                        utc(one.publishedAt()),
                        one.approvedBy(),
                        one.approvedRole(),
                        one.reason(),
                        one.boardVersion(),
                        contest.definition().hash(),
                        result.factsUpTo(),
                        one.document(),
                        one.prevHash(),
                        one.hash())
                .update();
        var rows = result.rows();
        int size = rows.size();
        var ranks = new Integer[size];
        var units = new String[size];
        var groups = new @Nullable String[size];
        var divisions = new @Nullable String[size];
        var names = new @Nullable String[size];
        var nicknames = new @Nullable String[size];
        var n = new String[size];
        var d = new String[size];
        var counts = new Boolean[size];
        var baseN = new @Nullable String[size];
        var baseD = new @Nullable String[size];
        var baseCounts = new @Nullable Boolean[size];
        for (int i = 0; i < size; i++) {
            var row = rows.get(i);
            var called = result.names().get(row.unit());
            ranks[i] = row.rank();
            units[i] = row.unit();
            groups[i] = result.groups().get(row.unit());
            divisions[i] = result.divisions().get(row.unit());
            names[i] = called == null ? null : called.name();
            nicknames[i] = called == null ? null : called.nickname();
            n[i] = row.score().n().toString();
            d[i] = row.score().d().toString();
            counts[i] = row.score().counts();
            var base = result.bases().get(row.unit());
            if (base != null) {
                baseN[i] = base.n().toString();
                baseD[i] = base.d().toString();
                baseCounts[i] = base.counts();
            }
        }
        db.sql("""
                        INSERT INTO contest.publication_row
                            (activity_id, n, place, rank, unit, grp, division, name, nickname, score_n, score_d, counts,
                             base_n, base_d, base_counts)
                        SELECT ?, ?, place, rank, unit, grp, division, name, nickname, n, d, counts, base_n, base_d, base_counts
                        FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::numeric[],
                                    ?::bool[], ?::numeric[], ?::numeric[], ?::bool[])
                            WITH ORDINALITY AS given (rank, unit, grp, division, name, nickname, n, d, counts,
                                base_n, base_d, base_counts, place)""")
                .params(List.of(
                        one.activityId(),
                        one.n(),
                        ranks,
                        units,
                        groups,
                        divisions,
                        names,
                        nicknames,
                        n,
                        d,
                        counts,
                        baseN,
                        baseD,
                        baseCounts))
                .update();
    }

    /** The published rows, with groups and names as they were then. */
    Board board(Contest contest, Publication one) {
        List<Board.Row> rows = new ArrayList<>();
        Map<String, String> groups = new HashMap<>();
        Map<String, Board.Called> names = new HashMap<>();
        Map<String, String> divisions = new HashMap<>();
        db.sql("""
                        SELECT rank, unit, grp, name, nickname, score_n, score_d, counts, division FROM contest.publication_row
                        WHERE activity_id = ? AND n = ? ORDER BY place""").params(one.activityId(), one.n()).query(rs -> {
            var unit = rs.getString(2);
            rows.add(new Board.Row(rs.getInt(1), unit, fraction(rs, 6, 8)));
            if (rs.getString(3) != null) {
                groups.put(unit, rs.getString(3));
            }
            if (rs.getString(9) != null) {
                divisions.put(unit, rs.getString(9));
            }
            if (rs.getString(4) != null || rs.getString(5) != null) {
                names.put(unit, new Board.Called(rs.getString(4), rs.getString(5)));
            }
        });
        return Board.of(one.boardVersion(), one.publishedAt(), true, rows, contest.groupTop(), groups, names)
                .in(divisions);
    }

    /** What participants had grown from. */
    Map<String, Fraction> bases(Publication one) {
        Map<String, Fraction> bases = new HashMap<>();
        db.sql("""
                        SELECT unit, base_n, base_d, base_counts FROM contest.publication_row
                        WHERE activity_id = ? AND n = ? AND base_n IS NOT NULL""").params(one.activityId(), one.n()).query(rs -> {
            bases.put(rs.getString(1), fraction(rs, 2, 4));
        });
        return bases;
    }

    /** A row that two results tell differently; null where one of them does not have it. */
    record Change(
            String unit,
            @Nullable Integer rankBefore,
            @Nullable Integer rankAfter,
            @Nullable Fraction before,
            @Nullable Fraction after) {
        static Change of(String unit, Board.@Nullable Row before, Board.@Nullable Row after) {
            return new Change(
                    unit,
                    before == null ? null : before.rank(),
                    after == null ? null : after.rank(),
                    before == null ? null : before.score(),
                    after == null ? null : after.score());
        }
    }

    /** Publication {@code n} against the one before it, in the order of its ranks. */
    List<Change> changes(long activityId, int n, int limit) {
        return db.sql("""
                        SELECT unit, a.rank, b.rank, a.score_n, a.score_d, a.counts, b.score_n, b.score_d, b.counts
                        FROM (SELECT * FROM contest.publication_row WHERE activity_id = ? AND n = ?) a
                        FULL JOIN (SELECT * FROM contest.publication_row WHERE activity_id = ? AND n = ?) b USING (unit)
                        WHERE (a.rank, a.score_n, a.score_d, a.counts) IS DISTINCT FROM (b.rank, b.score_n, b.score_d, b.counts)
                        ORDER BY b.rank NULLS LAST, unit LIMIT ?""")
                .params(activityId, n - 1, activityId, n, limit)
                .query((rs, _) -> new Change(
                        rs.getString(1),
                        rs.getObject(2, Integer.class),
                        rs.getObject(3, Integer.class),
                        rs.getObject(4) == null ? null : fraction(rs, 4, 6),
                        rs.getObject(7) == null ? null : fraction(rs, 7, 9)))
                .list();
    }

    private static Fraction fraction(ResultSet rs, int n, int counts) throws SQLException {
        BigDecimal over = rs.getBigDecimal(n + 1);
        return new Fraction(rs.getBigDecimal(n).toBigIntegerExact(), over.toBigIntegerExact(), rs.getBoolean(counts));
    }

    static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
