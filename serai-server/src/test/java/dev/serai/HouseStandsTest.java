package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
class HouseStandsTest {
    @Autowired
    JdbcClient db;

    @Test
    void the_application_role_owns_nothing() {
        assertThat(db.sql("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void the_database_ends_by_itself_what_a_lost_node_had_open() {
        assertThat(theServersLimits()).doesNotContain("0");
        assertThat(MerchantScope.as(new MerchantId("m1"), this::theServersLimits))
                .doesNotContain("0");
    }

    private List<String> theServersLimits() {
        return Stream.of("tcp_user_timeout", "client_connection_check_interval", "idle_in_transaction_session_timeout")
                .map(name -> db.sql("SHOW " + name).query(String.class).single())
                .toList();
    }

    @Test
    void the_database_asks_a_silent_node_within_seconds_whether_it_is_there() {
        assertThat(db.sql("SELECT current_setting('tcp_keepalives_idle')::int"
                                + " + current_setting('tcp_keepalives_interval')::int"
                                + " * current_setting('tcp_keepalives_count')::int")
                        .query(Integer.class)
                        .single())
                .isLessThanOrEqualTo(30);
    }
}
