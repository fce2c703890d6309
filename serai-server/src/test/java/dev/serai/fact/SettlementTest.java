package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class SettlementTest {
    private static final RuntimeException DOWN = new CannotCreateTransactionException("no connection in 2 s");
    private static final RuntimeException BAD = new DataIntegrityViolationException("a bad fact");

    private final List<List<FactStore.Prepared>> callers = IntStream.range(0, 10)
            .mapToObj(i -> List.of(new FactStore.Prepared("repayment", "r" + i, 1, Instant.EPOCH, "{}")))
            .toList();
    private int attempts;

    /** One on which each attempt fails with the next of these, and those after with the last. */
    private Settlement failing(RuntimeException... troubles) {
        var manager = new PlatformTransactionManager() {
            @Override
            public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
                throw troubles[Math.min(attempts++, troubles.length - 1)];
            }

            @Override
            public void commit(TransactionStatus status) {}

            @Override
            public void rollback(TransactionStatus status) {}
        };
        return new Settlement(
                new FactStore(JdbcClient.create(new DriverManagerDataSource())),
                new TransactionTemplate(manager),
                new Bell());
    }

    @Test
    void without_a_database_ten_callers_are_told_after_one_attempt() {
        assertThatThrownBy(() -> failing(DOWN).settle(callers)).isSameAs(DOWN);
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void a_database_that_goes_while_callers_are_tried_one_by_one_is_asked_no_more() {
        var outcomes = failing(BAD, BAD, DOWN).settle(callers);
        assertThat(outcomes).hasSize(10);
        assertThat(outcomes.getFirst().trouble()).isSameAs(BAD);
        assertThat(outcomes.subList(1, 10))
                .allSatisfy(outcome -> assertThat(outcome.trouble()).isSameAs(DOWN));
        assertThat(attempts).isEqualTo(3);
    }
}
