package dev.serai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

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

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
