package dev.serai.acceptance;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** Counts what held and what did not, a line each; the last line is the verdict. */
final class Tally {
    private final PrintStream out;
    private int passed;
    private int failed;

    Tally(PrintStream out) {
        this.out = out;
    }

    /** The check answers an empty text when all is well, else what it found. */
    void check(String name, String expected, Callable<String> check) {
        String found;
        try {
            found = check.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            found = "interrupted";
        } catch (Exception e) {
            found = e.toString();
        }
        if (found.isEmpty()) {
            passed++;
            out.println("PASS " + name + " · expected: " + expected);
        } else {
            failed++;
            out.println("FAIL " + name + " · expected: " + expected + " · found: " + found);
        }
        out.flush();
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** How far it is: done of all, as a bar and a word on what is going on. */
    void progress(int done, int all, String what) {
        int width = 30;
        int filled = all == 0 ? width : (int) ((long) width * done / all);
        out.println("[" + "#".repeat(filled) + "-".repeat(width - filled) + "] " + done + "/" + all + " " + what);
        out.flush();
    }

    int failed() {
        return failed;
    }

    void verdict() {
        out.println(passed + " passed, " + failed + " failed");
        out.flush();
    }
}
