package dev.serai.watch;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.stereotype.Component;

/** Writes call records into the database, many at a time, by COPY. */
@Component
class CallStore {
    private static final String COPY = "COPY watch.call FROM STDIN";

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
        return line.append(call.bytesIn())
                .append('\t')
                .append(call.bytesOut())
                .append('\n')
                .toString();
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
            copy(connection, lines);
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
                copy(connection, lines);
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

    private static void copy(Connection connection, List<String> lines) throws SQLException {
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, new StringReader(String.join("", lines)));
        } catch (IOException e) {
            throw new SQLException("the connection broke while copying", "08006", e);
        }
    }
}
