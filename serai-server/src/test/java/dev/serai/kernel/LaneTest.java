package dev.serai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

class LaneTest {
    @Test
    void every_caller_gets_his_own_answer_and_none_is_lost() throws Exception {
        var sizes = new ConcurrentLinkedQueue<Integer>();
        try (var lane = new Lane<Integer, Integer>("test", 100, 50, orders -> {
                    sizes.add(orders.size());
                    return orders.stream().map(o -> o * 2).toList();
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 1_000; i++) {
                int order = i;
                calls.add(() -> lane.call(order));
            }
            var answers = threads.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(i * 2);
            }
        }
        assertThat(sizes).allMatch(size -> size <= 50);
        assertThat(sizes.stream().mapToInt(s -> s).sum()).isEqualTo(1_000);
    }

    @Test
    void one_bad_order_does_not_take_its_neighbours_along() throws Exception {
        var gate = new CountDownLatch(1);
        try (var lane = new Lane<Integer, Integer>("test", 100, 50, orders -> {
                    awaitQuietly(gate);
                    if (orders.contains(13)) {
                        throw new IllegalArgumentException("13");
                    }
                    return orders;
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var good = threads.submit(() -> lane.call(1));
            var bad = threads.submit(() -> lane.call(13));
            var alsoGood = threads.submit(() -> lane.call(2));
            gate.countDown();
            assertThat(List.of(good.get(), alsoGood.get())).containsExactly(1, 2);
            assertThatThrownBy(bad::get).hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void an_error_is_told_to_its_caller_and_the_next_is_served() {
        try (var lane = new Lane<Integer, Integer>("test", 100, 50, orders -> {
            if (orders.contains(13)) {
                throw new OutOfMemoryError("13");
            }
            return orders;
        })) {
            assertThatThrownBy(() -> lane.call(13)).hasRootCauseInstanceOf(OutOfMemoryError.class);
            assertThat(lane.call(1)).isEqualTo(1);
        }
    }

    @Test
    void an_interrupt_left_behind_does_not_end_the_worker() {
        try (var lane = new Lane<Integer, Integer>("test", 100, 50, orders -> {
            Thread.currentThread().interrupt();
            return orders;
        })) {
            assertThat(lane.call(1)).isEqualTo(1);
            assertThat(lane.call(2)).isEqualTo(2);
        }
    }

    @Test
    void without_a_database_all_who_wait_are_told_after_one_attempt() throws Exception {
        var gate = new CountDownLatch(1);
        var attempts = new AtomicInteger();
        try (var lane = new Lane<Integer, Integer>("test", 100, 2, orders -> {
            awaitQuietly(gate);
            attempts.incrementAndGet();
            throw new CannotCreateTransactionException("no connection in 2 s");
        })) {
            var told = new ConcurrentLinkedQueue<Throwable>();
            var callers = new ArrayList<Thread>();
            for (int i = 0; i < 10; i++) {
                int order = i;
                callers.add(Thread.ofVirtual().start(() -> told.add(catchThrowable(() -> lane.call(order)))));
            }
            await().until(() -> callers.stream().allMatch(one -> one.getState() == Thread.State.WAITING));
            gate.countDown();
            for (var caller : callers) {
                caller.join();
            }
            assertThat(told).hasSize(10).allMatch(CannotCreateTransactionException.class::isInstance);
            assertThat(attempts).hasValue(1);
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
