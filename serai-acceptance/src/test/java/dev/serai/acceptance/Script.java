package dev.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs one of the independent scripts of test/ and passes its lines on. */
final class Script {
    private Script() {}

    static void allPass(House house, String name, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "python3",
                OneHouse.root().resolve("test").resolve(name).toString(),
                house.data().toString()));
        command.addAll(List.of(more));
        allPass(new ProcessBuilder(command));
    }

    /** The pages in a real browser. */
    static void allPagesPass(House house) throws IOException, InterruptedException {
        var browser = new ProcessBuilder("node", "e2e/run.mjs")
                .directory(OneHouse.root().resolve("serai-ui").toFile());
        browser.environment().put("DEMO", house.data().resolve("demo.json").toString());
        allPass(browser);
    }

    private static void allPass(ProcessBuilder script) throws IOException, InterruptedException {
        var process = script.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var failures = new ArrayList<String>();
        var last = "";
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("PASS")) {
                    failures.add(line);
                }
                last = line;
            }
        }
        assertThat(process.waitFor()).as(String.join("\n", failures)).isZero();
        assertThat(last).as(String.join("\n", failures)).endsWith(" 0 failed");
    }
}
