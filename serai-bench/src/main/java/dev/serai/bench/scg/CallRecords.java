package dev.serai.bench.scg;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One record a call, handed to a queue; a thread writes them to a file, many at a time. */
@Component
class CallRecords {
    private static final int QUEUE_MAX = 65_536;
    private static final int PAUSE_MS = 200;

    private record One(
            long epochMs,
            String requestId,
            String merchant,
            String app,
            String address,
            int status,
            String refusal,
            long micros,
            int bytesOut) {}

    private final ArrayBlockingQueue<One> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final BufferedWriter file;

    CallRecords(@Value("${bench.log}") Path path) throws IOException {
        file = Files.newBufferedWriter(path);
        Thread.ofPlatform().name("call-records").daemon().start(this::write);
    }

    void leave(Checks.Call call, int status, int bytesOut) {
        var app = call.app;
        queue.offer(new One(
                System.currentTimeMillis(),
                call.requestId,
                app == null ? "" : app.merchant(),
                app == null ? "" : app.id(),
                call.address,
                status,
                call.refusal,
                (System.nanoTime() - call.startNanos) / 1_000,
                bytesOut));
    }

    private void write() {
        var batch = new ArrayList<One>();
        try {
            while (true) {
                batch.clear();
                queue.drainTo(batch);
                for (var one : batch) {
                    file.append(one.requestId).append('\t');
                    file.append(Long.toString(one.epochMs)).append('\t');
                    file.append(one.merchant).append('\t');
                    file.append(one.app).append("\tserai\tcontent.post.get\t1\tGET\t");
                    file.append(one.address).append('\t');
                    file.append(Integer.toString(one.status)).append('\t');
                    file.append(one.refusal).append('\t');
                    file.append(Long.toString(one.micros)).append('\t');
                    file.append(Integer.toString(one.bytesOut)).append('\n');
                }
                file.flush();
                Thread.sleep(PAUSE_MS);
            }
        } catch (IOException e) {
            throw new IllegalStateException("call records could not be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
