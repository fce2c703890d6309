package plaza;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL for all tests of this module; it can be stopped and started again on the same port and data. */
final class Postgres {
    private static final Path DATA =
            Path.of("target", "test-pg-" + ProcessHandle.current().pid());
    private static final int PORT = freePort();
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres running;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop();
            delete(DATA);
        }));
    }

    private Postgres() {}

    static synchronized void start() {
        if (running != null) {
            return;
        }
        try {
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(DATA)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(new File("target/test-pg-bin"))
                    .setRegisterShutdownHook(false)
                    .setPort(PORT)
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static synchronized void stop() {
        try {
            if (running != null) {
                running.close();
                running = null;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** An empty database of its own role; answers its libpq URL. */
    static String emptyDatabase() {
        start();
        String name = "plaza" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + PORT + "/postgres", "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute("create role " + name + " login password 'of " + name + "'");
            statement.execute("create database " + name + " owner " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return "postgresql://" + name + ":of%20" + name + "@127.0.0.1:" + PORT + "/" + name;
    }

    /** A free one below those that the system gives to whoever asks for any: nobody comes by it before it is used. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(10_000, 20_000)
                .filter(Postgres::free)
                .findFirst()
                .orElseThrow();
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
