package dev.serai.contest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What {@code /metrics} tells of renewing boards: the CPU time of the thread that does it, database calls included. */
@Component
final class BoardMeters {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Timer cpu;
    private final Counter changed;

    BoardMeters(MeterRegistry registry) {
        this.cpu = Timer.builder("serai_board_renewal_cpu")
                .description("CPU time of renewing a board.")
                .register(registry);
        this.changed = Counter.builder("serai_board_renewal_participants")
                .description("Participants whose score changed in renewals.")
                .register(registry);
    }

    /** Nanoseconds of CPU this thread used up to now. Of platform threads alone; 0 for a virtual one, which nobody counts. */
    long start() {
        return Thread.currentThread().isVirtual() ? 0 : threads.getCurrentThreadCpuTime();
    }

    void renewed(long start, int participants) {
        if (!Thread.currentThread().isVirtual()) {
            cpu.record(threads.getCurrentThreadCpuTime() - start, TimeUnit.NANOSECONDS);
            changed.increment(participants);
        }
    }
}
