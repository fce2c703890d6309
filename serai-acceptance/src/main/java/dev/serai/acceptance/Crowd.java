package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Several callers who share the work, each on a connection of its own. */
final class Crowd {
    /** What is done with one of them. */
    interface Work<T> {
        void on(Caller caller, T one) throws IOException, InterruptedException;
    }

    private Crowd() {}

    /** Returns when all are done; the first fault ends it. */
    static <T> void each(int workers, List<T> all, String door, Work<T> work) throws IOException, InterruptedException {
        var next = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> {
                    try (var caller = new Caller(door)) {
                        for (int at = next.getAndIncrement(); at < all.size(); at = next.getAndIncrement()) {
                            work.on(caller, all.get(at));
                        }
                    }
                    return null;
                }));
            }
            for (var one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    next.set(all.size());
                    throw new IOException("of several callers one: " + e.getCause(), e.getCause());
                }
            }
        }
    }
}
