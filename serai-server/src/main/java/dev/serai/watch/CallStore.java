package dev.serai.watch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes call records into the database, many in one statement. */
@Component
class CallStore {
    /** COPY itself does not write into a table with row-level security (PostgreSQL manual, COPY). */
    private static final String INSERT = """
            INSERT INTO watch.call
            SELECT f[1], f[2]::timestamptz, watch.read_field(f[3]), watch.read_field(f[4]), watch.read_field(f[5]),
                   watch.read_field(f[6]), f[7]::int, watch.read_field(f[8]), watch.read_field(f[9]), f[10]::int,
                   watch.read_field(f[11]), watch.read_field(f[12]), watch.read_field(f[13]), f[14]::int,
                   watch.read_field(f[15]), f[16]::int, f[17]::int, watch.read_field(f[18])
            FROM (SELECT string_to_array(line, E'\\t') AS f FROM string_to_table(?, E'\\n') AS line WHERE line <> '' OFFSET 0) AS lines""";

    private final DataSource database;

    CallStore(DataSource database) {
        this.database = database;
    }

    /** One record in COPY's text form (PostgreSQL manual, COPY, "Text Format"), with its line end. */
    static String line(CallRecord call) {
        var line = new StringBuilder(220);
        field(line, call.requestId()).append('\t');
        line.append(java.time.Instant.ofEpochMilli(call.epochMs())).append('\t');
        field(line, call.merchantId()).append('\t');
        field(line, call.appId()).append('\t');
        field(line, call.dialect()).append('\t');
        field(line, call.method()).append('\t');
        line.append(call.version()).append('\t');
        field(line, call.httpMethod()).append('\t');
        field(line, call.address()).append('\t');
        line.append(call.code()).append('\t');
        field(line, call.subCode()).append('\t');
        field(line, call.subMsg()).append('\t');
        field(line, call.step()).append('\t');
        line.append(call.micros()).append('\t');
        field(line, call.userId()).append('\t');
        line.append(call.bytesIn()).append('\t').append(call.bytesOut()).append('\t');
        return field(line, call.fault()).append('\n').toString();
    }

    private static StringBuilder field(StringBuilder line, @Nullable String value) {
        if (value == null) {
            return line.append("\\N");
        }
        if (plain(value)) {
            return line.append(value);
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case 0 -> line.append('?');
                default -> line.append(Character.isSurrogate(c) ? '?' : c);
            }
        }
        return line;
    }

    /** Whether all of it may stand as it is; nearly every value may. */
    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    void store(List<String> lines) throws SQLException {
        try (var connection = database.getConnection()) {
            insert(connection, lines);
        }
    }

    /**
     * Stores lines of a spool file and how far it was read, in one transaction; a crash in between stores nothing twice.
     *
     * @param upTo the number of lines of the file that are stored afterwards
     */
    void storeSpooled(String file, List<String> lines, long upTo) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var done = connection.prepareStatement("""
                    INSERT INTO watch.spooled VALUES (?, ?)
                    ON CONFLICT (file) DO UPDATE SET lines = EXCLUDED.lines""")) {
                insert(connection, lines);
                done.setString(1, file);
                done.setLong(2, upTo);
                done.executeUpdate();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /** How many lines of this spool file are stored already. */
    long stored(String file) throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("SELECT lines FROM watch.spooled WHERE file = ?")) {
            query.setString(1, file);
            try (var row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    void forgetSpool(String file) throws SQLException {
        try (var connection = database.getConnection();
                var delete = connection.prepareStatement("DELETE FROM watch.spooled WHERE file = ?")) {
            delete.setString(1, file);
            delete.executeUpdate();
        }
    }

    private static void insert(Connection connection, List<String> lines) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, String.join("", lines));
            insert.executeUpdate();
        }
    }
}
