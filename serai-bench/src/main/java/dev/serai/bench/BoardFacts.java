package dev.serai.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * Receipts of one month, in a shape that a board ranks by clerk. Written into the intake's tables in bulk, as accepted there;
 * they are counted by the server like any other.
 *
 * @param clerks how many participants there are
 */
record BoardFacts(YearMonth month, int clerks) {
    /** Documents written in one transaction. */
    private static final int BULK = 50_000;

    private static final int CLERKS_OF_STORE = 8;

    long contest() {
        return month.getYear() * 100L + month.getMonthValue();
    }

    String clerk(long number) {
        long clerk = Math.floorMod(number, clerks);
        return "%s-S%d_%d".formatted(month, clerk / CLERKS_OF_STORE, clerk % CLERKS_OF_STORE);
    }

    /** An instant of the month, the same for the same number. */
    Instant at(long number) {
        var start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long seconds = Duration.between(start, month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC))
                .toSeconds();
        return start.plusSeconds(Math.floorMod(number * 7_919, seconds));
    }

    /** Receipts from {@code from} on; the first {@code clerks} are of one clerk each. */
    void write(Connection db, long from, long count, int lines) throws SQLException {
        db.setAutoCommit(false);
        for (long done = 0; done < count; done += BULK) {
            writeSome(db, from + done, Math.min(BULK, count - done), lines);
            db.commit();
        }
    }

    private void writeSome(Connection db, long from, long count, int lines) throws SQLException {
        long head;
        try (var statement = db.createStatement();
                var row = statement.executeQuery("SELECT seq FROM fact.counter FOR UPDATE")) {
            row.next();
            head = row.getLong(1);
        }
        try (var version = db.prepareStatement("""
                        INSERT INTO fact.version (seq, type, id, version, occurred_at, body)
                        SELECT ? + g + 1, 'receipt', ? || (? + g), 1,
                            ?::timestamptz + ((? + g) * 7919 %% ?) * interval '1 second',
                            ('{"clerk_id":"' || ? || (? + g) %% ? / %1$d || '_' || (? + g) %% ? %% %1$d || '","lines":['
                            || (SELECT string_agg('{"list":' || paid || ',"paid":' || paid || ',"product_id":"P' || l
                                || '","quantity":1}', ',')
                                FROM generate_series(1, ?) AS l,
                                    LATERAL (SELECT abs(hashint8((? + g) * 31 + l)::bigint) %% 100000 AS paid) AS one)
                            || '],"store_id":"' || ? || (? + g) %% ? / %1$d || '"}')::jsonb
                        FROM generate_series(0::bigint, ? - 1) AS g""".formatted(CLERKS_OF_STORE));
                var newest = db.prepareStatement("""
                        INSERT INTO fact.newest (type, id, seq)
                        SELECT 'receipt', ? || (? + g), ? + g + 1 FROM generate_series(0::bigint, ? - 1) AS g""");
                var counter = db.prepareStatement("UPDATE fact.counter SET seq = ?")) {
            var id = month + "-";
            var store = month + "-S";
            var start = month.atDay(1) + "T00:00:00Z";
            long seconds = month.lengthOfMonth() * 86_400L;
            bind(
                    version,
                    head,
                    id,
                    from,
                    start,
                    from,
                    seconds,
                    store,
                    from,
                    (long) clerks,
                    from,
                    (long) clerks,
                    lines,
                    from,
                    store,
                    from,
                    (long) clerks,
                    count);
            bind(newest, id, from, head, count);
            bind(counter, head + count);
        }
    }

    private static void bind(java.sql.PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }
}
