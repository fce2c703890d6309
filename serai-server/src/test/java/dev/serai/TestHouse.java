package dev.serai;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The one PostgreSQL of this module's tests, with the roles a real installation has. */
public final class TestHouse implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final EmbeddedPostgres POSTGRES = start();

    /** One folder: its master key opens what the one database keeps. */
    private static final Path DATA = folder();

    /** One clock for all contexts: what the background of one puts off, that of another finds in the one database. */
    private static final MovableClock CLOCK = new MovableClock();

    static {
        // What the house's loops bring about may take longer than the usual 10 s on a machine with other work.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Clocks {
        @Bean
        @Primary
        MovableClock movableClock() {
            return CLOCK;
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var url = "jdbc:postgresql://127.0.0.1:" + POSTGRES.getPort() + "/serai";
        TestPropertyValues.of(Map.of(
                        "spring.datasource.url", url,
                        "spring.datasource.username", "serai_app",
                        "spring.datasource.password", "app",
                        "spring.flyway.url", url,
                        "spring.flyway.user", "serai_owner",
                        "spring.flyway.password", "owner",
                        "spring.flyway.placeholders.app", "serai_app"))
                .and(
                        "spring.flyway.placeholders.house=serai_house",
                        "serai.house.username=serai_house",
                        "serai.house.password=house",
                        "serai.door.host=127.0.0.1",
                        "serai.door.port=0",
                        "serai.core.url=http://127.0.0.1:1",
                        "serai.core.webhook-secret=test-webhook-secret",
                        "serai.ui=target/no-ui",
                        "serai.demo=false",
                        // A test moves the clock by days; it counts a night itself.
                        "serai.contest.nightly-recount=false",
                        // Hundreds of tests wait until a new app is known.
                        "serai.look-every=20ms",
                        "serai.data=" + DATA)
                .applyTo(context);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("serai-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE serai_owner LOGIN PASSWORD 'owner'");
                statement.execute("CREATE ROLE serai_app LOGIN PASSWORD 'app'");
                statement.execute("CREATE ROLE serai_house LOGIN PASSWORD 'house' IN ROLE serai_app");
                statement.execute("CREATE DATABASE serai OWNER serai_owner");
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be prepared", e);
        }
    }
}
