package dev.serai.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A board as a PostgreSQL view: a row of sums a participant, {@code rank()} whenever somebody looks. */
final class ViewBoard implements AutoCloseable {
    private static final String DATABASE = "bench";

    private final Connection db;
    private final long pid;

    private ViewBoard(Connection db, long pid) {
        this.db = db;
        this.pid = pid;
    }

    /** In a database of its own on the same server. */
    static ViewBoard start(BoardHouse house) throws IOException, SQLException {
        try (var admin = house.database("postgres", "pg-superuser", "postgres");
                var statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        }
        var db = house.database("postgres", "pg-superuser", DATABASE);
        try (var statement = db.createStatement()) {
            statement.execute("CREATE TABLE clerk_sum (clerk text PRIMARY KEY, paid bigint NOT NULL)");
            statement.execute(
                    "CREATE VIEW board AS SELECT clerk, paid, rank() OVER (ORDER BY paid DESC) AS rank FROM clerk_sum");
            try (var row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                return new ViewBoard(db, row.getLong(1));
            }
        }
    }

    void fill(int participants) throws SQLException {
        try (var statement = db.createStatement()) {
            statement.execute("TRUNCATE clerk_sum");
            statement.execute(
                    "INSERT INTO clerk_sum SELECT 'clerk-' || g, g::bigint * 7919 % 1000003 FROM generate_series(0, "
                            + (participants - 1) + ") AS g");
            statement.execute("VACUUM ANALYZE clerk_sum");
        }
    }

    /** Receipts one by one, each committed. */
    Calls add(int participants, int count) throws IOException, SQLException {
        try (var update = db.prepareStatement("UPDATE clerk_sum SET paid = paid + ? WHERE clerk = ?")) {
            return Calls.measure(List.of(pid), count, i -> {
                try {
                    update.setLong(1, i % 1_000);
                    update.setString(2, "clerk-" + i * 7_919L % participants);
                    update.executeUpdate();
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    /** The first hundred. */
    Calls read(int count) throws IOException, SQLException {
        try (var select = db.prepareStatement(
                "SELECT rank, clerk, paid FROM board ORDER BY rank, clerk LIMIT " + BoardReads.ROWS)) {
            return Calls.measure(List.of(pid), count, _ -> {
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        row.getString(2);
                    }
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
