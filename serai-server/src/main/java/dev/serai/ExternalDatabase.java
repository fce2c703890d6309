package dev.serai;

import dev.serai.kernel.DatabaseAddress;
import dev.serai.kernel.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Makes a PostgreSQL that somebody else runs ready for us: checks its version, makes the application role and the house's, and the sample
 * core's own role and database. Whoever is named in SERAI_DB_URL owns our schemas; ours own nothing.
 */
final class ExternalDatabase {
    /** We use uuidv7(), RETURNING old and virtual columns of 18. */
    private static final int VERSION_LEAST = 18;

    private static final String APP_ROLE = "serai_app";
    private static final String HOUSE_ROLE = "serai_house";
    private static final String CORE_ROLE = "plaza";

    private ExternalDatabase() {}

    /** This database cannot be used; the message says why and what to do. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    record Passwords(String app, String house) {}

    /** Returns the passwords of our two roles. Every start does it again: what is there already stays. */
    static Passwords prepare(DatabaseAddress address, Path data) throws Unfit {
        var login = new Properties();
        if (address.user() != null) {
            login.setProperty("user", address.user());
        }
        if (address.password() != null) {
            login.setProperty("password", address.password());
        }
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), login)) {
            checkVersion(connection);
            var appPassword = kept(data.resolve("secrets").resolve("external-app"));
            var housePassword = kept(data.resolve("secrets").resolve("external-house"));
            var corePassword = kept(data.resolve("secrets").resolve("external-core"));
            role(connection, APP_ROLE, appPassword);
            role(connection, HOUSE_ROLE, housePassword);
            role(connection, CORE_ROLE, corePassword);
            // The house may do what the application may, to every merchant's rows; never the other way round.
            execute(connection, "GRANT " + APP_ROLE + " TO " + HOUSE_ROLE);
            execute(connection, "GRANT CONNECT ON DATABASE " + quoted(connection.getCatalog()) + " TO " + APP_ROLE);
            coreDatabase(connection);
            writeCoreSettings(data, address, corePassword);
            return new Passwords(appPassword, housePassword);
        } catch (SQLException e) {
            throw new Unfit("SERAI_DB_URL names a database that cannot be used: " + e.getMessage()
                    + ". The user in it must be able to log in, and to create roles and a database"
                    + " (CREATEROLE CREATEDB), and must own its database");
        } catch (IOException e) {
            throw new Unfit("the data folder cannot be written: " + e.getMessage());
        }
    }

    private static void checkVersion(Connection connection) throws SQLException, Unfit {
        var meta = connection.getMetaData();
        if (meta.getDatabaseMajorVersion() < VERSION_LEAST) {
            throw new Unfit("SERAI_DB_URL names PostgreSQL " + meta.getDatabaseProductVersion() + "; Serai needs "
                    + VERSION_LEAST + " or newer. Name a newer one, or leave SERAI_DB_URL unset for the embedded one");
        }
    }

    private static void role(Connection connection, String role, String password) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
            query.setString(1, role);
            boolean there = query.executeQuery().next();
            execute(connection, (there ? "ALTER ROLE " : "CREATE ROLE ") + role + " LOGIN PASSWORD '" + password + "'");
        }
    }

    private static void coreDatabase(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, CORE_ROLE);
            if (!query.executeQuery().next()) {
                execute(connection, "GRANT " + CORE_ROLE + " TO CURRENT_USER");
                execute(connection, "CREATE DATABASE " + CORE_ROLE + " OWNER " + CORE_ROLE);
            }
        }
    }

    /** The launcher starts the sample core when this file is there. */
    private static void writeCoreSettings(Path data, DatabaseAddress address, String password) throws IOException {
        var host = address.jdbcUrl().substring("jdbc:".length());
        var base = host.substring(0, host.indexOf('/', "postgresql://".length()));
        PrivateFile.write(data.resolve("core.env"), """
                PLAZA_DB_URL=%s/%s
                PLAZA_DB_USER=%s
                PLAZA_DB_PASSWORD=%s
                """.formatted(base, CORE_ROLE, CORE_ROLE, password));
    }

    private static String kept(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        Files.createDirectories(file.getParent());
        PrivateFile.write(file, password);
        return password;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
