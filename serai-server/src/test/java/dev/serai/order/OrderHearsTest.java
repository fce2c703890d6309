package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kernel.MerchantId;
import dev.serai.order.Order.Heard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OrderHearsTest {
    private static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");

    /** A life the core may give an order: each step a new version. */
    @Provide
    Arbitrary<List<OrderStatus>> lives() {
        return Arbitraries.of(
                List.of(OrderStatus.UNPAID),
                List.of(OrderStatus.UNPAID, OrderStatus.CANCELLED),
                List.of(OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.COMPLETED),
                List.of(OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.REFUNDED),
                List.of(OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.COMPLETED, OrderStatus.REFUNDED));
    }

    @Property
    void words_doubled_lost_and_out_of_order_end_where_the_core_ended(
            @ForAll("lives") List<OrderStatus> life, @ForAll Random chance) {
        var words = new ArrayList<CoreOrder>();
        for (int v = 1; v <= life.size(); v++) {
            for (int copies = chance.nextInt(3); copies > 0; copies--) {
                words.add(word(life.get(v - 1), v));
            }
        }
        words.add(word(life.getLast(), life.size()));
        Collections.shuffle(words, chance);

        var order = pending();
        int told = 0;
        for (var word : words) {
            switch (order.hear(word, AT)) {
                case Heard.Changed(Order now) -> {
                    told++;
                    assertThat(now.statusSeq()).isEqualTo(told);
                    assertThat(order.status().mayBecome(now.status())).isTrue();
                    assertThat(now.coreVersion()).isGreaterThan(order.coreVersion());
                    order = now;
                }
                case Heard.Newer(Order now) -> order = now;
                case Heard.Nothing _ -> assertThat(word.version()).isLessThanOrEqualTo(order.coreVersion());
                case Heard.Illegal(String why) -> throw new AssertionError(why);
            }
        }
        assertThat(order.status()).isEqualTo(life.getLast());
        assertThat(told).isLessThanOrEqualTo(life.size());
    }

    @Provide
    Arbitrary<List<OrderStatus>> anything() {
        return Arbitraries.of(
                        OrderStatus.UNPAID,
                        OrderStatus.PAID,
                        OrderStatus.COMPLETED,
                        OrderStatus.CANCELLED,
                        OrderStatus.REFUNDED)
                .list()
                .ofMaxSize(20);
    }

    @Property
    void whatever_is_told_no_order_leaves_its_end_and_none_becomes_pending_again(
            @ForAll("anything") List<OrderStatus> told) {
        var order = pending();
        long version = 1;
        for (var status : told) {
            var before = order;
            var heard = order.hear(word(status, version++), AT);
            if (heard instanceof Heard.Changed(Order now)) {
                assertThat(before.status().isFinal()).isFalse();
                assertThat(now.status()).isNotEqualTo(OrderStatus.PENDING);
                order = now;
            } else if (heard instanceof Heard.Newer(Order now)) {
                assertThat(now.status()).isEqualTo(before.status());
                order = now;
            }
        }
    }

    @Example
    void each_illegal_change_is_refused() {
        for (var from : OrderStatus.values()) {
            assertThat(from.mayBecome(from)).as(from + " to itself").isFalse();
            assertThat(from.mayBecome(OrderStatus.PENDING))
                    .as(from + " to PENDING")
                    .isFalse();
        }
        assertThat(OrderStatus.CANCELLED.isFinal()).isTrue();
        assertThat(OrderStatus.REFUNDED.isFinal()).isTrue();
        assertThat(OrderStatus.PAID.mayBecome(OrderStatus.UNPAID)).isFalse();
        assertThat(OrderStatus.COMPLETED.mayBecome(OrderStatus.PAID)).isFalse();
        assertThat(OrderStatus.COMPLETED.mayBecome(OrderStatus.CANCELLED)).isFalse();
        assertThat(OrderStatus.PAID.mayBecome(OrderStatus.FAILED)).isFalse();
        assertThat(OrderStatus.UNPAID.mayBecome(OrderStatus.FAILED)).isFalse();
    }

    @Example
    void a_second_core_order_for_one_order_is_refused() {
        if (pending().hear(word(OrderStatus.UNPAID, 1), AT) instanceof Heard.Changed(Order order)) {
            assertThat(order.hear(new CoreOrder("C-2", "key", OrderStatus.PAID, 100, "CNY", 2), AT))
                    .isInstanceOf(Heard.Illegal.class);
        } else {
            throw new AssertionError("the first word changes a pending order");
        }
    }

    private static CoreOrder word(OrderStatus status, long version) {
        return new CoreOrder("C-1", "key", status, 100, "CNY", version);
    }

    private static Order pending() {
        return new Order(
                "O-1",
                new MerchantId("m"),
                "A-1",
                "",
                List.of(new Item("P", 1)),
                "key",
                OrderStatus.PENDING,
                null,
                null,
                null,
                0,
                0,
                1,
                AT,
                AT,
                null,
                null,
                0);
    }
}
