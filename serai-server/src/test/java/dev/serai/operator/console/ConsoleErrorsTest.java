package dev.serai.operator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class ConsoleErrorsTest {
    @Test
    void a_database_that_is_away_is_known_from_a_bug_of_ours() {
        assertThat(ConsoleErrors.databaseIsAway(new IllegalStateException(new SQLException("gone", "57P01"))))
                .isTrue();
        assertThat(ConsoleErrors.databaseIsAway(new SQLException("refused", "08001")))
                .isTrue();
        assertThat(ConsoleErrors.databaseIsAway(new SQLTransientConnectionException("no connection in time")))
                .isTrue();
        assertThat(ConsoleErrors.databaseIsAway(new SQLException("duplicate key", "23505")))
                .isFalse();
        assertThat(ConsoleErrors.databaseIsAway(new NullPointerException())).isFalse();
    }
}
