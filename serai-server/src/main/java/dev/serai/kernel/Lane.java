package dev.serai.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Group commit: many callers hand in one order each, one worker takes what has gathered and settles all of it in one
 * transaction, then every caller gets his own answer. A batch that fails is tried again order by order, so one bad order
 * does not take its neighbours along. Where the database cannot be had, all who wait are told after one attempt.
 *
 * <p>Needs no timer: while one batch commits, the next gathers.
 */
public final class Lane<O, A> implements AutoCloseable {
    /** How long an idle worker sleeps before it looks whether it was closed. */
    private static final long CLOSE_CHECK_MS = 200;

    private record Waiting<O, A>(O order, CompletableFuture<A> answer) {}

    private final ArrayBlockingQueue<Waiting<O, A>> queue;
    private final int batchMax;
    private final Function<List<O>, List<A>> settle;
    private final Thread worker;
    private volatile boolean open = true;

    /**
     * @param queueMax callers beyond this many wait for room
     * @param batchMax how many orders one transaction settles at most
     * @param settle settles a batch in one transaction and returns one answer per order, in their order
     */
    public Lane(String name, int queueMax, int batchMax, Function<List<O>, List<A>> settle) {
        this.queue = new ArrayBlockingQueue<>(queueMax);
        this.batchMax = batchMax;
        this.settle = settle;
        this.worker = Thread.ofVirtual().name("lane-" + name).start(this::run);
    }

    /** Hands in one order and waits for its answer. Throws what {@code settle} threw for it. */
    public A call(O order) {
        var waiting = new Waiting<O, A>(order, new CompletableFuture<>());
        try {
            if (!open) {
                throw new IllegalStateException("the lane is closed");
            }
            queue.put(waiting);
            return waiting.answer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the lane", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run() {
        // Made once: a worker without memory must still be able to say so to those it took out of the queue.
        var batch = new ArrayList<Waiting<O, A>>(batchMax);
        while (open || !queue.isEmpty()) {
            try {
                gather(batch);
                settle(batch);
            } catch (RuntimeException | Error e) {
                fail(batch, e);
            }
            batch.clear();
        }
    }

    private void gather(List<Waiting<O, A>> batch) {
        try {
            var first = queue.poll(CLOSE_CHECK_MS, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, batchMax - 1);
            }
        } catch (InterruptedException ignored) {
            // What was settled last left it behind; a lane ends by close alone.
        }
    }

    private void settle(List<Waiting<O, A>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            var answers = settle.apply(batch.stream().map(Waiting::order).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (Outage.is(e)) {
                failAll(batch, e);
            } else if (batch.size() == 1) {
                fail(batch, e);
            } else {
                batch.forEach(one -> settle(List.of(one)));
            }
        }
    }

    /** Who waits behind has waited as long for the same database; one by one they would wait for all time-outs. */
    private void failAll(List<Waiting<O, A>> batch, Throwable cause) {
        var behind = new ArrayList<Waiting<O, A>>();
        queue.drainTo(behind);
        fail(batch, cause);
        fail(behind, cause);
    }

    private static <O, A> void fail(List<Waiting<O, A>> waiting, Throwable cause) {
        waiting.forEach(one -> one.answer.completeExceptionally(cause));
    }

    /** Settles what is queued, then ends. Does not interrupt: that would tear the batch under way. */
    @Override
    public void close() {
        open = false;
        try {
            worker.join();
            for (var late = queue.poll(); late != null; late = queue.poll()) {
                late.answer.completeExceptionally(new IllegalStateException("the lane is closed"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
