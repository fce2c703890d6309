package dev.serai;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.FlywayPreparer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A migrated database of one's own, as the house's role, without the house around it: no background work moves under a
 * test that wants to make every step itself.
 */
public record OwnDatabase(JdbcClient db, TransactionTemplate transactions, DataSource source) {
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();
        static final AtomicInteger COUNT = new AtomicInteger();
    }

    public static OwnDatabase fresh() {
        var name = "own_" + Server.COUNT.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER own_owner");
        var url = "jdbc:postgresql://127.0.0.1:" + Server.POSTGRES.getPort() + "/" + name;
        migrate(new DriverManagerDataSource(url, "own_owner", "owner"));
        var source = new DriverManagerDataSource(url, "own_house", "house");
        return new OwnDatabase(
                JdbcClient.create(source), new TransactionTemplate(new DataSourceTransactionManager(source)), source);
    }

    private static void migrate(DataSource owner) {
        try {
            FlywayPreparer.fromConfiguration(Map.of(
                            "flyway.locations", "classpath:db/migration",
                            "flyway.schemas", "serai",
                            "flyway.createSchemas", "true",
                            "flyway.outOfOrder", "true",
                            "flyway.placeholders.app", "own_app",
                            "flyway.placeholders.house", "own_house"))
                    .prepare(owner);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be migrated", e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE own_owner LOGIN PASSWORD 'owner'");
                statement.execute("CREATE ROLE own_app LOGIN PASSWORD 'app'");
                statement.execute("CREATE ROLE own_house LOGIN PASSWORD 'house' IN ROLE own_app");
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be prepared", e);
        }
    }

    private static void execute(String sql) {
        try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
