package dev.serai.cli;

/** A bar on the terminal; nothing where the output is not one. */
final class ProgressBar {
    private static final int WIDTH = 40;
    private final String name;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();

    ProgressBar(String name) {
        this.name = name;
    }

    void show(long done, long total) {
        if (terminal && total > 0) {
            int filled = (int) (done * WIDTH / total);
            System.err.printf("\r%s [%s%s] %d/%d", name, "█".repeat(filled), "·".repeat(WIDTH - filled), done, total);
        }
    }

    void end() {
        if (terminal) {
            System.err.println();
        }
    }
}
