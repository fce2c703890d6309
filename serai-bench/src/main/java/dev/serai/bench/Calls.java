package dev.serai.bench;

import java.io.IOException;
import java.util.List;

/** Calls made one after the other: how long each took, and what they cost the other side. */
record Calls(Latencies latencies, double cpuMicros) {
    /** One call, and its answer. */
    interface One {
        void call(int number) throws IOException;
    }

    /** @param pids who answers */
    static Calls measure(List<Long> pids, int count, One one) throws IOException {
        var nanos = new long[count];
        long cpu = CpuTime.micros(pids);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long sent = System.nanoTime();
            one.call(i);
            nanos[i] = System.nanoTime() - sent;
        }
        long took = System.nanoTime() - began;
        return new Calls(new Latencies(nanos, took), (double) (CpuTime.micros(pids) - cpu) / count);
    }
}
