package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MainTest {
    /** Far more than it takes, and less than what must not hold it up: a hung call of 60 s, an idle connection of 300 s. */
    private static final long END_LIMIT_SECONDS = 30;

    @Test
    void the_process_prints_one_line_when_it_listens_and_ends_at_sigterm() throws Exception {
        ProcessBuilder builder = process();
        builder.environment().put("PLAZA_LISTEN", "127.0.0.1:0");
        builder.environment().put("PLAZA_DB_URL", "postgresql://127.0.0.1:" + Postgres.freePort() + "/nowhere");
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            assertThat(line).startsWith("Plaza listens on http://127.0.0.1:");
            // A pooled client's idle connection must not hold the end up.
            try (Socket idle = new Socket("127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))) {
                assertThat(idle.isConnected()).isTrue();
                // Unlike Process.destroy, the handle's leaves the output readable.
                process.toHandle().destroy();
                assertThat(process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_call_that_never_ends_does_not_hold_the_end_up() throws Exception {
        ProcessBuilder builder = process();
        builder.environment().put("PLAZA_LISTEN", "127.0.0.1:0");
        builder.environment().put("PLAZA_DB_URL", "postgresql://127.0.0.1:" + Postgres.freePort() + "/nowhere");
        Process process = builder.start();
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create(out.readLine().replace("Plaza listens on ", ""));
            String fault = "{\"path\":\"/orders\",\"mode\":\"delay\",\"ms\":60000}";
            client.send(
                    HttpRequest.newBuilder(address.resolve("/_faults"))
                            .POST(HttpRequest.BodyPublishers.ofString(fault))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            client.sendAsync(
                    HttpRequest.newBuilder(address.resolve("/orders")).build(), HttpResponse.BodyHandlers.discarding());
            process.toHandle().destroy();
            assertThat(process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            client.shutdownNow();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_setting_that_makes_no_sense_ends_the_start_with_its_name() throws Exception {
        ProcessBuilder builder = process();
        builder.environment().put("PLAZA_LISTEN", "nowhere");
        Process process = builder.start();
        try (BufferedReader err = process.errorReader()) {
            assertThat(err.readLine()).contains("PLAZA_LISTEN must be host:port, was nowhere");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder process() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "plaza.Main");
    }
}
