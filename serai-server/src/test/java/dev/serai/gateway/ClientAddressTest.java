package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ClientAddressTest {
    private static final String OURS = "10.0.0.0/8, 2001:db8:1::/48";
    private final ClientAddress addresses = new ClientAddress(OURS, "X-Forwarded-For");

    private static MultiMap headers(String... fields) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return headers;
    }

    @Test
    void a_stranger_is_who_his_socket_says_whatever_he_writes() {
        assertThat(addresses.of("203.0.113.9", headers("X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1")))
                .isEqualTo("203.0.113.9");
        assertThat(new ClientAddress("", "x-forwarded-for").of("10.0.0.1", headers("X-Forwarded-For", "192.0.2.1")))
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9|203.0.113.9",
                "192.0.2.1, 203.0.113.9|203.0.113.9", // the first was sent by the caller
                "192.0.2.1, 203.0.113.9, 10.0.0.7, 10.0.0.8|203.0.113.9",
                "10.0.0.9|10.0.0.9", // one of ours called by itself
                "203.0.113.9:4711|203.0.113.9",
                "[2001:db8:2::5]:4711|2001:db8:2:0:0:0:0:5",
                "2001:db8:2::5|2001:db8:2:0:0:0:0:5",
                "203.0.113.9, 2001:db8:1::5|203.0.113.9",
                "::ffff:203.0.113.9|203.0.113.9",
                "192.0.2.1, unknown|10.0.0.1",
                "'192.0.2.1,'|10.0.0.1",
                "192.0.2.1, evil.example, 10.0.0.7|10.0.0.7",
            })
    void our_proxies_are_read_from_right_to_left(String field, String address) {
        assertThat(addresses.of("10.0.0.1", headers("X-Forwarded-For", field))).isEqualTo(address);
    }

    @Test
    void several_lines_are_one_list() {
        assertThat(addresses.of(
                        "10.0.0.1",
                        headers("X-Forwarded-For", "192.0.2.1", "X-Forwarded-For", "203.0.113.9, 10.0.0.2")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void the_header_our_proxies_do_not_write_is_not_read() {
        assertThat(addresses.of("10.0.0.1", headers("Forwarded", "for=192.0.2.1")))
                .isEqualTo("10.0.0.1");
        var rfc = new ClientAddress(OURS, "forwarded");
        assertThat(rfc.of(
                        "10.0.0.1",
                        headers(
                                "X-Forwarded-For",
                                "192.0.2.1",
                                "Forwarded",
                                "for=192.0.2.1, proto=https;For=\"[2001:db8:2::5]:4711\";by=10.0.0.1")))
                .isEqualTo("2001:db8:2:0:0:0:0:5");
        assertThat(rfc.of("10.0.0.1", headers("Forwarded", "for=192.0.2.1, for=_hidden")))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void a_long_chain_ends_somewhere() {
        assertThat(addresses.of("10.0.0.1", headers("X-Forwarded-For", "10.0.0.2, ".repeat(5_000) + "10.0.0.3")))
                .startsWith("10.0.0.");
    }

    @Test
    void another_header_than_these_two_is_refused_at_start() {
        assertThatThrownBy(() -> new ClientAddress("", "x-real-ip")).hasMessageContaining("was x-real-ip");
    }
}
