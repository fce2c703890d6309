package dev.serai.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What a Java process holds that nobody could collect. */
final class Heap {
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)$", Pattern.MULTILINE);
    private static final int LOOKS = 3;

    private Heap() {}

    /** Bytes after a forced collection, the least of several looks: what is just under way is not held. */
    static long live(ProcessHandle process) throws IOException, InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            jcmd(process, "GC.run");
            // The histogram collects once more and counts what is left.
            var found = TOTAL.matcher(jcmd(process, "GC.class_histogram"));
            if (!found.find()) {
                throw new IOException("jcmd GC.class_histogram tells no total");
            }
            least = Math.min(least, Long.parseLong(found.group(1)));
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return least;
    }

    private static String jcmd(ProcessHandle process, String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var started = new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        started.getOutputStream().close();
        var told = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (started.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + told);
        }
        return told;
    }
}
