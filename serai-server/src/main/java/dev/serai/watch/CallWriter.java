package dev.serai.watch;

import dev.serai.kernel.Loop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes call records from the door without ever making it wait, and stores them: into the database while it is there, into
 * the spool while it is not, and from the spool once it is back. What finds no room is dropped and counted.
 */
@Component
class CallWriter implements CallRecords, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(CallWriter.class);
    private static final int QUEUE_MAX = 65_536;
    private static final int BATCH_MAX = 4_000;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ArrayBlockingQueue<CallRecord> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final CallStore store;
    private final CallSpool spool;
    private final CallMeters meters;
    private final Counter dropped;
    private final Loop loop;
    private boolean away;

    CallWriter(
            CallStore store, CallMeters meters, MeterRegistry registry, Clock clock, @Value("${serai.data}") Path data)
            throws IOException {
        this.store = store;
        this.meters = meters;
        this.spool = new CallSpool(data.resolve("calls"), clock.millis());
        this.dropped = Counter.builder("serai_call_records_dropped")
                .description("Call records that found no room while the database was away.")
                .register(registry);
        this.loop = new Loop("call-records", PAUSE, this::step);
    }

    @Override
    public void leave(CallRecord call) {
        meters.count(call);
        if (!queue.offer(call)) {
            dropped.increment();
        }
    }

    private boolean step() {
        try {
            boolean more = drain();
            return away ? returned() || more : more || unspool();
        } catch (IOException e) {
            throw new UncheckedIOException("the call spool could not be written or read", e);
        }
    }

    /** Whether there may be more at once. */
    private boolean drain() throws IOException {
        var batch = new ArrayList<CallRecord>();
        queue.drainTo(batch, BATCH_MAX);
        if (batch.isEmpty()) {
            return false;
        }
        var lines = batch.stream().map(CallStore::line).toList();
        if (!away) {
            try {
                store.store(lines);
                return batch.size() == BATCH_MAX;
            } catch (SQLException e) {
                away = true;
                LOG.warn("call records wait in the data folder; the database is away: {}", e.toString());
            }
        }
        if (!spool.keep(lines)) {
            dropped.increment(lines.size());
        }
        return batch.size() == BATCH_MAX;
    }

    /** Looks whether the database is back. */
    private boolean returned() {
        try {
            store.stored("");
            away = false;
            LOG.info("the database is back; call records that waited are being stored");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Stores a part of the oldest spool file; whether there may be more. */
    private boolean unspool() throws IOException {
        var oldest = spool.oldest();
        if (oldest.isEmpty()) {
            return false;
        }
        var file = oldest.get();
        var name = file.getFileName().toString();
        try {
            long done = store.stored(name);
            var part = CallSpool.lines(file, done, BATCH_MAX);
            if (part.isEmpty()) {
                spool.remove(file);
                store.forgetSpool(name);
            } else {
                store.storeSpooled(name, part, done + part.size());
            }
            return true;
        } catch (SQLException e) {
            away = true;
            return false;
        }
    }

    @Override
    public void destroy() throws IOException {
        loop.close();
        boolean more = true;
        while (more) {
            more = drain();
        }
    }
}
