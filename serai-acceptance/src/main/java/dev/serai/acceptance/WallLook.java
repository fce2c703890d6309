package dev.serai.acceptance;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What somebody sees who holds the application's own password for the database. */
final class WallLook {
    /** Tables on which row-level security is enabled and forced, as the database itself says. */
    private static final String GUARDED = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY 1""";

    /** Columns that tie a row to a merchant; a table with one of them and no guard would be a hole. */
    private static final String TIED_AND_OPEN = """
            SELECT DISTINCT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND a.attname IN ('merchant_id', 'app_id', 'merchant') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""";

    private static final String TIED_TO_MERCHANT = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id'
            WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY 1""";

    private final Demo demo;
    private final String first;
    private final String second;

    WallLook(Demo demo, String first, String second) {
        this.demo = demo;
        this.first = first;
        this.second = second;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(demo.jdbcUrl(), demo.databaseUser(), demo.databasePassword());
    }

    private static List<String> strings(Connection connection, String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    private static long count(Connection connection, String from, String... parameters) throws SQLException {
        return Long.parseLong(strings(connection, "SELECT count(*)::text FROM " + from, parameters)
                .getFirst());
    }

    void nobodysRows(TenantsProof.Findings findings) throws IOException {
        try (var connection = connect()) {
            for (var table : strings(connection, GUARDED)) {
                findings.tried();
                long seen = count(connection, table);
                if (seen > 0) {
                    findings.fault(table + " shows " + seen + " rows");
                }
            }
            for (var table : strings(connection, TIED_AND_OPEN)) {
                findings.fault(table + " holds merchants' rows without a guard");
            }
        } catch (SQLException e) {
            throw new IOException("the look at the tables", e);
        }
    }

    void othersRows(TenantsProof.Findings findings) throws IOException {
        try (var connection = connect()) {
            strings(connection, "SELECT set_config('serai.merchant', ?, false)", second);
            long own = 0;
            for (var table : strings(connection, TIED_TO_MERCHANT)) {
                findings.tried();
                long foreign = count(connection, table + " WHERE merchant_id <> ?", second);
                if (foreign > 0) {
                    findings.fault(table + " shows " + foreign + " rows of others");
                }
                own += count(connection, table);
            }
            if (own == 0) {
                findings.fault("it proves nothing: he sees not even his own rows");
            }
            for (var table : strings(connection, TIED_TO_MERCHANT)) {
                findings.tried();
                refused(
                        findings,
                        connection,
                        "UPDATE " + table + " SET merchant_id = '" + second + "' WHERE merchant_id = '" + first + "'",
                        true);
                refused(findings, connection, "DELETE FROM " + table + " WHERE merchant_id = '" + first + "'", true);
            }
        } catch (SQLException e) {
            throw new IOException("the look at another's rows", e);
        }
    }

    /** @param orNothing whether it is as good when it runs and touches no row */
    private static void refused(TenantsProof.Findings findings, Connection connection, String sql, boolean orNothing)
            throws SQLException {
        findings.tried();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            int touched = rows ? 1 : statement.getUpdateCount();
            if (!orNothing || touched > 0) {
                findings.fault(sql + " was done: " + touched);
            }
        } catch (SQLException e) {
            // Refused, as it must be: 42501 is permission, 42704 an unknown role, 22023 a value that may not be set.
            if (!List.of("42501", "42704", "22023").contains(String.valueOf(e.getSQLState()))) {
                findings.fault(sql + " failed for another reason: " + e.getMessage());
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    void waysAround(TenantsProof.Findings findings) throws IOException {
        try (var connection = connect()) {
            findings.tried();
            var strong = strings(connection, """
                    SELECT rolname || ' super ' || rolsuper || ' bypass ' || rolbypassrls || ' createrole ' || rolcreaterole
                    FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)""");
            strong.forEach(findings::fault);
            findings.tried();
            strings(
                            connection,
                            "SELECT relname::text FROM pg_class WHERE pg_has_role(current_user, relowner, 'MEMBER')")
                    .forEach(table -> findings.fault("the application's role owns " + table));
            findings.tried();
            strings(
                            connection,
                            "SELECT rolname::text FROM pg_roles WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')")
                    .forEach(role -> findings.fault("the application's role may become " + role));
            for (var role : List.of("serai_owner", "serai_house", "postgres")) {
                refused(findings, connection, "SET ROLE " + role, false);
                refused(findings, connection, "SET SESSION AUTHORIZATION " + role, false);
            }
            for (var table : strings(connection, GUARDED)) {
                refused(findings, connection, "ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY", false);
                refused(findings, connection, "ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY", false);
                refused(findings, connection, "CREATE POLICY mine ON " + table + " USING (true)", false);
                refused(findings, connection, "SET row_security = off; SELECT * FROM " + table, false);
            }
        } catch (SQLException e) {
            throw new IOException("the look for ways around", e);
        }
    }
}
