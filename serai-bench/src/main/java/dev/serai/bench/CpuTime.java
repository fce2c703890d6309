package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time of processes as the kernel counts it, user and system, in hundredths of a second ({@code man proc}). */
final class CpuTime {
    /** USER_HZ, which is 100 on every Linux that Debian ships. */
    private static final long MICROS_PER_TICK = 10_000;

    // Positions after the name: state is 0.
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int PARENT = 1;

    private CpuTime() {}

    /** What these processes used up to now, in microseconds. */
    static long micros(List<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            sum += micros(Files.readString(Path.of("/proc/" + pid + "/stat")));
        }
        return sum;
    }

    /** The same out of one line of /proc/PID/stat. */
    static long micros(String stat) {
        var fields = fields(stat);
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * MICROS_PER_TICK;
    }

    static long parent(String stat) {
        return Long.parseLong(fields(stat)[PARENT]);
    }

    /** The name stands in parentheses and may hold anything, spaces and parentheses too: counted from the last one. */
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
    }
}
