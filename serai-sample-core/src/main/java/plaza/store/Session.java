package plaza.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One borrowed connection: statements with parameters, rows mapped to values. */
public final class Session {
    /** Makes a value of the current row. */
    public interface Row<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    public <T> List<T> list(String sql, Row<T> mapper, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(mapper.map(rows));
            }
            return values;
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> one(String sql, Row<T> mapper, @Nullable Object... parameters) throws SQLException {
        List<T> values = list(sql, mapper, parameters);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public long number(String sql, @Nullable Object... parameters) throws SQLException {
        return one(sql, row -> row.getLong(1), parameters).orElse(0L);
    }

    public boolean exists(String table, String id) throws SQLException {
        return one("select 1 from " + table + " where id = ?", row -> 1, id).isPresent();
    }

    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        }
    }

    /** Runs a script of many statements. */
    void script(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                switch (parameters[i]) {
                    case null -> statement.setObject(i + 1, null);
                    case Instant instant -> statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
                    case String[] texts -> statement.setArray(i + 1, connection.createArrayOf("text", texts));
                    case Long[] numbers -> statement.setArray(i + 1, connection.createArrayOf("bigint", numbers));
                    case Object value -> statement.setObject(i + 1, value);
                }
            }
            return statement;
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }
}
