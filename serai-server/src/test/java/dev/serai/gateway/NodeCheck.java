package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A check written in JavaScript with clients from npm, which are installed where they are not yet.
 *
 * @param scripts holds package.json, its lock and check.mjs
 * @param folder for what is written on the way
 */
record NodeCheck(Path scripts, Path folder) {
    /** Runs it with an account to call with. */
    void passes(JsonNode account) throws IOException, InterruptedException {
        if (!Files.isDirectory(scripts.resolve("node_modules"))) {
            said("npm", "ci", "--no-audit", "--no-fund");
        }
        var file = folder.resolve("account.json");
        Files.writeString(file, account.toString());
        assertThat(said("node", "check.mjs", file.toString()))
                .doesNotContain("FAIL")
                .endsWith(" passed, 0 failed\n");
    }

    /** What a command wrote; its lines go through a file, so that a silent one is bounded by the test's own time. */
    private String said(String... command) throws IOException, InterruptedException {
        var out = folder.resolve("out.txt");
        var process = new ProcessBuilder(command)
                .directory(scripts.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        var text = Files.readString(out);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + " said: " + text)
                .isTrue();
        return text;
    }
}
