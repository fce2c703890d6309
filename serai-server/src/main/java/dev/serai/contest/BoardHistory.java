package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Boards as they stood: of each hour in which a board changed its first version and its last, for two days; of each of the
 * contest's business days the last, for good. What was kept never changes.
 */
@Component
final class BoardHistory {
    /** Boards told at once: more than a year of days, and two days of hours, two each. */
    static final int TOLD_MAX = 500;

    private static final Duration ALL_KEPT = Duration.ofHours(48);

    /** Participants in a part, about: one's own way through all boards reads one part of each. */
    private static final int PART_ROWS = 200;

    private static final int PARTS_AT_ONCE = 500;

    private final JdbcClient db;
    private final TransactionTemplate transactions;

    BoardHistory(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /** A participant's place at an earlier time. */
    record Point(long version, Instant asOf, Board.Row row) {}

    /** A board that was kept. */
    record Kept(long version, Instant asOf) {}

    /** Keeps it, if it is not kept. */
    void keep(Contest contest, Board board) {
        var id = contest.activityId();
        int parts = board.rows().size() / PART_ROWS + 1;
        transactions.executeWithoutResult(_ -> {
            int kept = db.sql("""
                            INSERT INTO contest.board_kept (activity_id, day, version, as_of, parts) VALUES (?, ?, ?, ?, ?)
                            ON CONFLICT DO NOTHING""")
                    .params(id, contest.definition().days().of(board.asOf()), board.version(), utc(board.asOf()), parts)
                    .update();
            if (kept == 1) {
                write(id, board.version(), parts(board, parts));
            }
        });
        db.sql("""
                        DELETE FROM contest.board_kept AS k WHERE activity_id = ? AND as_of < ? AND EXISTS (
                            SELECT FROM contest.board_kept later WHERE later.activity_id = k.activity_id
                            AND later.version > k.version AND later.day = k.day)""").params(id, utc(board.asOf().minus(ALL_KEPT))).update();
    }

    private void write(long activityId, long version, String[] parts) {
        for (int from = 0; from < parts.length; from += PARTS_AT_ONCE) {
            db.sql("""
                            INSERT INTO contest.board_kept_part (activity_id, version, part, rows)
                            SELECT ?, ?, ? + place - 1, rows FROM unnest(?::text[]) WITH ORDINALITY AS part (rows, place)""")
                    .params(
                            activityId,
                            version,
                            from,
                            Arrays.copyOfRange(parts, from, Math.min(parts.length, from + PARTS_AT_ONCE)))
                    .update();
        }
    }

    /** Written as text at once: the nodes of a board of a million would not fit into memory. */
    private static String[] parts(Board board, int count) {
        var parts = new StringBuilder[count];
        Arrays.setAll(parts, _ -> new StringBuilder("["));
        int place = 0;
        for (var row : board.rows()) {
            var part = parts[key(row.unit()) % count];
            var score = row.score();
            part.append(part.length() == 1 ? "[" : ",[")
                    .append(row.rank())
                    .append(',')
                    .append(Json.MAPPER.writeValueAsString(row.unit()))
                    .append(',')
                    .append(score.n())
                    .append(',')
                    .append(score.d())
                    .append(',')
                    .append(score.counts())
                    .append(',')
                    .append(place++)
                    .append(']');
        }
        return Arrays.stream(parts).map(part -> part.append(']').toString()).toArray(String[]::new);
    }

    /** Whose remainder says in which part a participant stands. */
    private static int key(String unit) {
        return unit.hashCode() & Integer.MAX_VALUE;
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
                        SELECT k.version, k.as_of, row FROM (
                            SELECT * FROM contest.board_kept WHERE activity_id = ? ORDER BY version DESC LIMIT ?) AS k
                        JOIN contest.board_kept_part p ON p.activity_id = k.activity_id AND p.version = k.version
                            AND p.part = ? % k.parts,
                        LATERAL jsonb_array_elements(p.rows::jsonb) AS row
                        WHERE row->>1 = ? ORDER BY k.version""")
                .params(activityId, TOLD_MAX, key(unit), unit)
                .query((rs, _) -> new Point(
                        rs.getLong(1),
                        rs.getObject(2, OffsetDateTime.class).toInstant(),
                        row(Json.read(rs.getString(3)))))
                .list();
    }

    /** The board that was kept under this version, with today's groups and names. */
    Optional<Board> board(Contest contest, long version, Map<String, String> groups, Map<String, Board.Called> names) {
        var id = contest.activityId();
        return db.sql("SELECT as_of FROM contest.board_kept WHERE activity_id = ? AND version = ?")
                .params(id, version)
                .query((rs, _) -> rs.getObject(1, OffsetDateTime.class).toInstant())
                .optional()
                .map(asOf -> Board.of(version, asOf, true, rows(id, version), contest.groupTop(), groups, names));
    }

    private List<Board.Row> rows(long activityId, long version) {
        record Placed(int place, Board.Row row) {}
        List<Placed> all = new ArrayList<>();
        db.sql("SELECT rows FROM contest.board_kept_part WHERE activity_id = ? AND version = ?")
                .params(activityId, version)
                .query(rs -> {
                    Json.read(rs.getString(1))
                            .forEach(one -> all.add(new Placed(one.path(5).asInt(), row(one))));
                });
        all.sort(Comparator.comparingInt(Placed::place));
        return all.stream().map(Placed::row).toList();
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
