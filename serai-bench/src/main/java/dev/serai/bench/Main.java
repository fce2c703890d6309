package dev.serai.bench;

import java.util.ArrayList;
import java.util.List;

/** Finds the bench. Ends with 0 when every bar holds, 1 when one does not, 2 when the command line is wrong. */
public final class Main {
    private static final String USAGE = """
            usage: ./serai bench door [--quick | --steps]
                   ./serai bench boards [--quick | --n PARTICIPANTS (100000)]""";

    private Main() {}

    static void main(String[] args) throws Exception {
        var words = new ArrayList<>(List.of(args));
        int at = words.indexOf("--data");
        if (at >= 0 && at + 1 < words.size()) {
            // Measured is a system of our own, on ports of our own; the running one is left alone.
            words.subList(at, at + 2).clear();
        }
        boolean quick = words.remove("--quick");
        if (!words.isEmpty() && words.getFirst().equals("boards")) {
            System.exit(BoardBench.run(boards(words, quick)) ? 0 : 1);
        }
        boolean steps = words.remove("--steps");
        if (words.size() != 1 || !words.getFirst().equals("door")) {
            wrong();
        }
        if (steps) {
            DoorBench.steps();
            return;
        }
        System.exit(DoorBench.run(quick ? DoorBench.Size.QUICK : DoorBench.Size.FULL) ? 0 : 1);
    }

    private static BoardBench.Size boards(List<String> words, boolean quick) {
        if (words.size() == 1) {
            return quick ? BoardBench.Size.QUICK : BoardBench.Size.FULL;
        }
        if (words.size() != 3
                || quick
                || !words.get(1).equals("--n")
                || !words.get(2).matches("[1-9][0-9]{2,5}")) {
            wrong();
        }
        return new BoardBench.Size(Integer.parseInt(words.get(2)), BoardBench.Size.FULL.seconds());
    }

    private static void wrong() {
        System.err.println(USAGE);
        System.exit(2);
    }
}
