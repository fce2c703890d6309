package dev.serai.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
class AuditTrailTest {
    static final Actor CLERK = new Actor("clerk", "operations");

    @Autowired
    AuditTrail trail;

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Environment environment;

    @Autowired
    Ids ids;

    private void asOwner(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        environment.getRequiredProperty("spring.flyway.url"),
                        environment.getRequiredProperty("spring.flyway.user"),
                        environment.getRequiredProperty("spring.flyway.password"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private AuditTrail.Entry latest() {
        return trail.page(null, 1).getFirst();
    }

    @Test
    void a_changed_row_breaks_the_chain_where_it_stands() throws SQLException {
        trail.record(CLERK, "test.change", ids.next(), "true");
        var row = latest();
        trail.record(CLERK, "test.after", ids.next(), "");
        assertThat(trail.check().firstBroken()).isNull();

        asOwner("UPDATE operator.audit SET detail = 'false' WHERE n = " + row.n());
        assertThat(trail.check().firstBroken()).isEqualTo(row.n());
        assertThat(trail.check().cause()).contains(row.hash());
        asOwner("UPDATE operator.audit SET detail = 'true' WHERE n = " + row.n());
        assertThat(trail.check().firstBroken()).isNull();
    }

    @Test
    void a_row_changed_and_sealed_anew_breaks_the_chain_behind_it() throws SQLException {
        trail.record(CLERK, "test.seal", ids.next(), "true");
        var row = latest();
        trail.record(CLERK, "test.after", ids.next(), "");
        var forged = new AuditTrail.Entry(
                row.n(),
                row.at(),
                "somebody",
                row.role(),
                row.action(),
                row.subject(),
                row.detail(),
                row.prevHash(),
                "");

        asOwner("UPDATE operator.audit SET actor = 'somebody', hash = '" + forged.expectedHash() + "' WHERE n = "
                + row.n());
        assertThat(trail.check().firstBroken()).isEqualTo(row.n() + 1);
        asOwner("UPDATE operator.audit SET actor = 'clerk', hash = '" + row.hash() + "' WHERE n = " + row.n());
    }

    @Test
    void a_row_taken_out_is_named_and_the_head_is_what_somebody_can_note() throws SQLException {
        trail.record(CLERK, "test.out", ids.next(), "");
        var row = latest();
        trail.record(CLERK, "test.after", ids.next(), "");
        var whole = trail.check();
        assertThat(trail.entry(whole.checked()))
                .hasValueSatisfying(e -> assertThat(e.hash()).isEqualTo(whole.headHash()));

        asOwner("UPDATE operator.audit SET n = -1 WHERE n = " + row.n());
        try {
            assertThat(trail.check())
                    .isEqualTo(new AuditTrail.Check(
                            row.n() - 1,
                            row.prevHash(),
                            row.n(),
                            "it is missing; the next one there is " + (row.n() + 1)));
            assertThat(trail.entry(row.n())).isEmpty();
        } finally {
            asOwner("UPDATE operator.audit SET n = " + row.n() + " WHERE n = -1");
        }
    }

    @Test
    void the_application_itself_cannot_change_the_trail() {
        assertThatThrownBy(() -> db.sql("UPDATE operator.audit SET actor = ''").update())
                .hasRootCauseMessage("ERROR: permission denied for table audit");
        assertThatThrownBy(() -> db.sql("DELETE FROM operator.audit").update())
                .hasRootCauseMessage("ERROR: permission denied for table audit");
    }

    @Test
    void what_is_rolled_back_leaves_no_entry() {
        var subject = ids.next();
        transactions.executeWithoutResult(t -> {
            trail.record(CLERK, "test.rollback", subject, "");
            t.setRollbackOnly();
        });

        assertThat(trail.page(null, 50)).noneMatch(e -> e.subject().equals(subject));
    }

    @Test
    void many_at_once_make_one_unbroken_chain() throws Exception {
        long before = trail.check().checked();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = IntStream.range(0, 20)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        trail.record(CLERK, "test.many", "s" + i, "价格 1 → 2");
                        return true;
                    })
                    .toList();
            for (var done : pool.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
        var check = trail.check();
        assertThat(check.firstBroken()).isNull();
        assertThat(check.checked()).isGreaterThanOrEqualTo(before + 20);
        assertThat(List.of(latest().prevHash())).doesNotContain("");
    }
}
