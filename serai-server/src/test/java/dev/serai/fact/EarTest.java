package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** One ear on its own, stepped by hand: nothing here waits. */
@HouseTest
class EarTest {
    @Autowired
    Facts facts;

    @Autowired
    Ids ids;

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Clock clock;

    private final List<String> heard = new ArrayList<>();
    private Consumer<Fact> trouble = _ -> {};
    private String name = "";
    private String prefix = "";

    @BeforeEach
    void prepare() {
        name = "test-" + ids.next();
        prefix = ids.next() + "/";
    }

    private Ear ear() {
        return new Ear(
                new FactListener() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public Set<String> types() {
                        return Set.of("statement_complete");
                    }

                    @Override
                    public void take(List<Fact> batch) {
                        // Written in the listener's transaction: what is rolled back was never heard.
                        for (var fact : batch) {
                            db.sql("INSERT INTO fact.parked (listener, seq, cause, parked_at) VALUES (?, ?, '', now())")
                                    .params("took-" + name, fact.seq())
                                    .update();
                            trouble.accept(fact);
                        }
                    }

                    @Override
                    public void taken(List<Fact> batch) {
                        batch.forEach(fact -> heard.add(fact.id()));
                    }
                },
                db,
                transactions,
                clock);
    }

    private void report(int from, int to) {
        facts.take(IntStream.range(from, to)
                .mapToObj(i -> new NewFact(
                        "statement_complete", prefix + i, 1, Instant.parse("2017-03-05T10:00:00Z"), Json.object()))
                .toList());
    }

    private List<String> mine() {
        return heard.stream().filter(id -> id.startsWith(prefix)).toList();
    }

    private static void hearAll(Ear ear) {
        boolean more = true;
        while (more) {
            try {
                more = ear.step();
            } catch (IllegalStateException e) {
                more = true;
            }
        }
    }

    @Test
    void a_new_listener_hears_all_history_in_order_and_each_fact_once() {
        report(0, 1_500);
        var ear = ear();
        hearAll(ear);
        report(1_500, 1_510);
        hearAll(ear);
        hearAll(ear());
        assertThat(mine())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_510).mapToObj(i -> prefix + i).toList());
    }

    @Test
    void a_batch_that_fails_leaves_nothing_and_is_heard_again() {
        report(0, 10);
        var failures = new int[] {2};
        trouble = fact -> {
            if (fact.id().equals(prefix + 7) && failures[0]-- > 0) {
                throw new IllegalStateException("not now");
            }
        };
        hearAll(ear());
        assertThat(mine()).hasSize(10);
        assertThat(db.sql("SELECT count(*) FROM fact.parked WHERE listener = ?")
                        .param(name)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_fact_that_always_fails_is_parked_with_its_cause_and_the_rest_goes_on() {
        report(0, 10);
        trouble = fact -> {
            if (fact.id().equals(prefix + 7)) {
                throw new IllegalStateException("never");
            }
        };
        hearAll(ear());
        assertThat(mine()).hasSize(9).doesNotContain(prefix + 7);
        assertThat(db.sql("SELECT cause FROM fact.parked WHERE listener = ?")
                        .param(name)
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("never");
    }
}
