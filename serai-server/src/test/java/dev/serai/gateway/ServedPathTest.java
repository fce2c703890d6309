package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedPathTest {
    private final SeraiDialect dialect = new SeraiDialect();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/router/rest",
                "/serai/ping",
                "/serai/time/get",
                "/order/create_order/v2",
                "/serai/time/get/v2",
                "/a/b_2",
                "/serai.ping"
            })
    void a_path_of_two_or_three_parts_and_perhaps_a_version_is_a_method(String path) {
        assertThat(dialect.served(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/serai",
                "/serai/",
                "//ping",
                "/serai/ping/",
                "/serai//ping",
                "/a/b/c/d",
                "/a/b/c/v0",
                "/a/b/c/v12345",
                "/a/b/c/v2/v3",
                "/a/b/c/v2/",
                "/Serai/ping",
                "/serai/2ping",
                "/serai/_ping",
                "/serai/p%69ng",
                "/serai/píng",
                "/../etc"
            })
    void anything_else_is_not(String path) {
        assertThat(dialect.served(path)).isFalse();
    }
}
