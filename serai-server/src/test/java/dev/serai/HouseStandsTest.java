package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

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
}
