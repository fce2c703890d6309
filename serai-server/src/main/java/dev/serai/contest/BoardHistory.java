package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Boards as they stood: of each hour in which a board changed its first version and its last, for two days; of each of the
 * contest's business days the last, for good. What was kept never changes.
 */
@Component
final class BoardHistory {
    /** Boards told at once: more than a year of days, and two days of hours, two each. */
    static final int TOLD_MAX = 500;

    private static final Duration ALL_KEPT = Duration.ofHours(48);

    private final JdbcClient db;

    BoardHistory(JdbcClient db) {
        this.db = db;
    }

    /** A participant's place at an earlier time. */
    record Point(long version, Instant asOf, Board.Row row) {}

    /** A board that was kept. */
    record Kept(long version, Instant asOf) {}

    /** Keeps it, if it is not kept. */
    void keep(Contest contest, Board board) {
        // Written as text at once: the nodes of a board of a million would not fit into memory.
        var rows = new StringBuilder("[");
        for (var row : board.rows()) {
            var score = row.score();
            rows.append(rows.length() == 1 ? "[" : ",[")
                    .append(row.rank())
                    .append(',')
                    .append(Json.MAPPER.writeValueAsString(row.unit()))
                    .append(',')
                    .append(score.n())
                    .append(',')
                    .append(score.d())
                    .append(',')
                    .append(score.counts())
                    .append(']');
        }
        rows.append(']');
        var id = contest.activityId();
        db.sql("""
                        INSERT INTO contest.board_kept (activity_id, day, version, as_of, rows) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING""")
                .params(
                        id,
                        contest.definition().days().of(board.asOf()),
                        board.version(),
                        utc(board.asOf()),
                        rows.toString())
                .update();
        db.sql("""
                        DELETE FROM contest.board_kept AS k WHERE activity_id = ? AND as_of < ? AND EXISTS (
                            SELECT FROM contest.board_kept later WHERE later.activity_id = k.activity_id
                            AND later.version > k.version AND later.day = k.day)""").params(id, utc(board.asOf().minus(ALL_KEPT))).update();
    }

    /** The newest kept ones, oldest first. */
    List<Kept> versions(long activityId) {
        return db.sql("""
                        SELECT version, as_of FROM (
                            SELECT version, as_of FROM contest.board_kept WHERE activity_id = ?
                            ORDER BY version DESC LIMIT ?) AS newest ORDER BY version""")
                .params(activityId, TOLD_MAX)
                .query((rs, _) -> new Kept(
                        rs.getLong(1), rs.getObject(2, OffsetDateTime.class).toInstant()))
                .list();
    }

    /** One participant's places, oldest first; boards he was not on are left out. */
    List<Point> of(long activityId, String unit) {
        return db.sql("""
                        SELECT version, as_of, row FROM (
                            SELECT version, as_of, row FROM contest.board_kept,
                                LATERAL jsonb_array_elements(rows::jsonb) AS row
                            WHERE activity_id = ? AND row->>1 = ? ORDER BY version DESC LIMIT ?) AS newest ORDER BY version""")
                .params(activityId, unit, TOLD_MAX)
                .query((rs, _) -> new Point(
                        rs.getLong(1),
                        rs.getObject(2, OffsetDateTime.class).toInstant(),
                        row(Json.read(rs.getString(3)))))
                .list();
    }

    /** The board that was kept under this version, with today's groups and names. */
    Optional<Board> board(Contest contest, long version, Map<String, String> groups, Map<String, Board.Called> names) {
        return db.sql("SELECT as_of, rows FROM contest.board_kept WHERE activity_id = ? AND version = ?")
                .params(contest.activityId(), version)
                .query((rs, _) -> {
                    List<Board.Row> rows = new ArrayList<>();
                    Json.read(rs.getString(2)).forEach(one -> rows.add(row(one)));
                    var asOf = rs.getObject(1, OffsetDateTime.class).toInstant();
                    return Board.of(version, asOf, true, rows, contest.groupTop(), groups, names);
                })
                .optional();
    }

    private static Board.Row row(tools.jackson.databind.JsonNode one) {
        BigInteger n = one.path(2).bigIntegerValue();
        return new Board.Row(
                one.path(0).asInt(),
                one.path(1).asString(),
                new Fraction(n, one.path(3).bigIntegerValue(), one.path(4).asBoolean()));
    }

    private static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
