package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
class LongReadsTest {
    @Autowired
    LongReads reads;

    @Autowired
    DataSource source;

    @Autowired
    PlatformTransactionManager manager;

    private JdbcTemplate db;
    private TransactionTemplate snapshot;

    @BeforeEach
    void prepare() {
        db = new JdbcTemplate(source);
        snapshot = new TransactionTemplate(manager);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /** Of boards of this test alone: the house makes others' meanwhile. */
    private List<Long> counts(Runnable meanwhile) {
        Supplier<Long> count =
                () -> db.queryForObject("SELECT count(*) FROM contest.board WHERE activity_id < 0", Long.class);
        return snapshot.execute(_ -> {
            long before = count.get();
            meanwhile.run();
            assertThat(count.get()).isEqualTo(before);
            return reads.both(count, count);
        });
    }

    private void another() {
        CompletableFuture.runAsync(() -> db.update("""
                        INSERT INTO contest.board (activity_id, version, digest, as_of)
                        SELECT min(activity_id) - 1, 1, '', now() FROM (
                            SELECT activity_id FROM contest.board UNION ALL SELECT 0) AS had""")).join();
    }

    @Test
    void both_see_what_the_caller_sees_whatever_is_committed_meanwhile() {
        var seen = counts(this::another);
        assertThat(seen.getFirst()).isEqualTo(seen.getLast());
        assertThat(counts(() -> {}).getFirst()).isEqualTo(seen.getFirst() + 1);
    }

    @Test
    void who_finds_the_other_connection_taken_does_both_alone() {
        var seen = snapshot.execute(_ -> reads.both(() -> counts(() -> {}), () -> List.of(-1L)));
        assertThat(seen.getFirst()).hasSize(2);
        assertThat(seen.getLast()).containsExactly(-1L);
        assertThat(counts(() -> {})).as("afterwards").hasSize(2);
    }

    @Test
    void what_breaks_on_the_other_connection_is_told_as_it_is_and_leaves_it_free() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> snapshot.execute(_ -> reads.both(() -> 1L, () -> {
                        throw new IllegalStateException("broken");
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
        }
    }

    @Test
    void time_is_allowed_for_the_transaction_alone() {
        ConnectionCallback<List<Object>> limits = connection -> {
            try (var row = connection.createStatement().executeQuery("SHOW statement_timeout")) {
                row.next();
                return List.of(connection.getNetworkTimeout(), row.getString(1));
            }
        };
        assertThat(db.execute(limits)).containsExactly(30_000, "0");
        List<Object> allowed = snapshot.execute(_ -> {
            reads.allow(Duration.ofMinutes(2));
            return db.execute(limits);
        });
        assertThat(allowed).containsExactly(130_000, "2min");
        assertThat(db.execute(limits)).containsExactly(30_000, "0");
    }
}
