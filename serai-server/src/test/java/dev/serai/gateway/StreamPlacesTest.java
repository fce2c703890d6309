package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamPlacesTest {
    private final StreamPlaces places = new StreamPlaces(3, 2);

    @Test
    void one_address_has_its_share_and_all_together_have_theirs() {
        assertThat(places.take("a")).isTrue();
        assertThat(places.take("a")).isTrue();
        assertThat(places.take("a")).isFalse();
        assertThat(places.take("b")).isTrue();
        assertThat(places.take("c")).isFalse();
        assertThat(places.taken()).isEqualTo(3);
    }

    @Test
    void a_place_given_back_is_free_for_anybody() {
        places.take("a");
        places.take("a");
        places.take("b");
        places.giveBack("a");
        assertThat(places.take("c")).isTrue();
        assertThat(places.take("a")).isFalse();
        places.giveBack("b");
        assertThat(places.take("a")).isTrue();
        assertThat(places.taken()).isEqualTo(3);
    }
}
