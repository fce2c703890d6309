package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairShareTest {
    private final FairShare share = new FairShare(100);

    @Test
    void one_merchant_alone_may_fill_the_house() {
        var guest = share.guest("a");
        for (int i = 0; i < 100; i++) {
            assertThat(share.enter(guest)).isTrue();
        }
        assertThat(share.enter(guest)).isFalse();
        assertThat(share.underWay()).isEqualTo(100);
    }

    @Test
    void who_floods_the_house_keeps_nobody_out() {
        var flood = share.guest("flood");
        for (int i = 0; i < 1_000; i++) {
            share.enter(flood);
        }
        var small = share.guest("small");
        for (int i = 0; i < 50; i++) {
            assertThat(share.enter(small)).as("call %d of the small one", i).isTrue();
        }
        assertThat(share.enter(small)).isFalse();
        // The flood gets nothing new until it is below its half.
        for (int i = 0; i < 50; i++) {
            share.leave(flood);
            assertThat(share.enter(flood)).isFalse();
        }
    }

    @Test
    void a_refused_call_leaves_no_trace_and_all_that_enter_leave() {
        var random = new Random(3);
        var guests = new ArrayList<FairShare.Guest>();
        for (int i = 0; i < 5; i++) {
            guests.add(share.guest("m" + i));
        }
        var in = new ArrayList<FairShare.Guest>();
        for (int i = 0; i < 20_000; i++) {
            var guest = guests.get(random.nextInt(5));
            if (random.nextBoolean() && share.enter(guest)) {
                in.add(guest);
            } else if (!in.isEmpty()) {
                share.leave(in.remove(random.nextInt(in.size())));
            }
            assertThat(share.underWay()).isEqualTo(in.size());
        }
        in.forEach(share::leave);
        assertThat(share.underWay()).isZero();
    }
}
