package dev.serai.bench;

import java.util.ArrayList;
import java.util.List;

/** Finds the bench. Ends with 0 when every bar holds, 1 when one does not, 2 when the command line is wrong. */
public final class Main {
    private static final String USAGE = "usage: ./serai bench door [--quick | --steps]";

    private Main() {}

    static void main(String[] args) throws Exception {
        var words = new ArrayList<>(List.of(args));
        int at = words.indexOf("--data");
        if (at >= 0 && at + 1 < words.size()) {
            // Measured is a system of our own, on ports of our own; the running one is left alone.
            words.subList(at, at + 2).clear();
        }
        boolean quick = words.remove("--quick");
        boolean steps = words.remove("--steps");
        if (words.size() != 1 || !words.getFirst().equals("door")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        if (steps) {
            DoorBench.steps();
            return;
        }
        System.exit(DoorBench.run(quick ? DoorBench.Size.QUICK : DoorBench.Size.FULL) ? 0 : 1);
    }
}
