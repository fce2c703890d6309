package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.OwnDatabase;
import dev.serai.fact.Fact;
import dev.serai.fact.Facts;
import dev.serai.fact.NewFact;
import dev.serai.fact.Taken;
import dev.serai.kernel.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Older facts are counted while new ones come in. */
class FillingTest {
    /** So long the filling waits for a listener that must wait for it. */
    private static final Duration HELD_OFF_MAX = Duration.ofMillis(500);

    private static final String UNREADABLE = "unreadable";

    private final OwnDatabase own = OwnDatabase.fresh();
    private final Contributions contributions = new Contributions(own.db());
    private final Definition definition = Definition.read(Json.canonical(Json.read("""
            {"engine":1,"fact":"receipt","unit":"store_id","measures":[{"sum":{"field":"paid"},"over":"lines"}],
             "params":{},"start":"2017-03-01T00:00:00Z","end":"2017-04-01T00:00:00Z","zone":"UTC"}""")));

    private static Fact receipt(long version, String at, long seq) {
        var body = Json.object().put("store_id", "A").put("customer_id", "c");
        body.putArray("lines").addObject().put("paid", 10);
        return new Fact("receipt", "r", version, Instant.parse(at), body, seq);
    }

    @Test
    void a_correction_out_of_the_window_heard_while_its_older_version_is_filled_in_is_not_lost() {
        var listener = new ArrayList<Thread>();
        var late = new AtomicReference<Arrivals>();
        var facts = new OnePage(List.of(receipt(1, "2017-03-05T00:00:00Z", 1)), () -> {
            // Between the filling's reading and its counting the listener takes the correction, if nothing holds it
            // off.
            var hearing = Thread.ofVirtual()
                    .start(() ->
                            own.transactions().executeWithoutResult(_ -> contributions.apply(definition, late.get())));
            listener.add(hearing);
            joined(hearing, HELD_OFF_MAX);
        });
        var links = new Links(own.db(), facts);
        late.set(new Arrivals(own.db(), facts, links, List.of(receipt(2, "2017-04-05T00:00:00Z", 2)), Map.of()));
        var definitions = new Definitions(own.db(), own.transactions(), contributions, links, facts);
        definitions.begin(definition);
        definitions.fill();
        assertThat(listener).hasSize(1).allMatch(hearing -> joined(hearing, Duration.ofSeconds(60)));
        assertThat(own.db()
                        .sql("SELECT sum(documents) FROM contest.unit_day WHERE unit = 'A'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void what_joins_a_document_is_not_lost_to_a_contest_that_begins_while_it_is_heard() {
        var facts = new OnePage(new ArrayList<>(List.of(member())), () -> {});
        var links = new Links(own.db(), facts);
        var definitions = new Definitions(own.db(), own.transactions(), contributions, links, facts);
        definitions.begin(joining("2017-03-01T00:00:00Z"));
        filled(definitions);
        facts.facts.add(receipt(1, "2017-03-05T00:00:00Z", 2));
        var listener = new Scorekeeper(own.db(), definitions, contributions, links, facts);
        var second = joining("2017-03-02T00:00:00Z");
        var filling = Thread.ofVirtual().unstarted(() -> {
            definitions.begin(second);
            filled(definitions);
        });
        own.transactions().executeWithoutResult(_ -> {
            listener.take(List.of(facts.facts.getLast()));
            // All of its filling falls between what the listener did and its commit, if nothing holds it off.
            filling.start();
            joined(filling, HELD_OFF_MAX);
        });
        assertThat(joined(filling, Duration.ofSeconds(60))).isTrue();
        assertThat(own.db()
                        .sql("SELECT sum(v1) FROM contest.unit_day WHERE definition = ?")
                        .param(second.hash())
                        .query(Long.class)
                        .optional())
                .hasValue(10L);
    }

    @Test
    void who_fills_goes_on_from_where_the_filling_is_and_not_from_where_he_saw_it() {
        var both = Definition.read(Json.canonical(Json.read("""
            {"engine":1,"fact":"receipt","unit":"store_id","measures":[{"sum":{"field":"paid"},"over":"lines"}],
             "also":{"fact":"kpi_target","unit":"store_id","measures":[{"sum":{"field":"target"}}]},
             "params":{},"start":"2017-03-01T00:00:00Z","end":"2017-04-01T00:00:00Z","zone":"UTC"}""")));
        var target = new Fact(
                "kpi_target",
                "t",
                1,
                Instant.parse("2017-03-01T00:00:00Z"),
                Json.object().put("store_id", "A").put("target", 7),
                2);
        var facts = new OnePage(new ArrayList<>(List.of(receipt(1, "2017-03-05T00:00:00Z", 1), target)), () -> {});
        var definitions =
                new Definitions(own.db(), own.transactions(), contributions, new Links(own.db(), facts), facts);
        definitions.begin(both);
        definitions.fill();
        var filling = Thread.ofVirtual().unstarted(definitions::fill);
        own.transactions().executeWithoutResult(_ -> {
            own.db().sql("SELECT FROM contest.definition FOR UPDATE").query(_ -> {});
            filling.start();
            joined(filling, HELD_OFF_MAX);
            // Another node has met the end of the receipts; then one more came in.
            own.db()
                    .sql("UPDATE contest.definition SET filled_source = 1, filled_seq = 0")
                    .update();
            facts.facts.add(receipt(2, "2017-03-06T00:00:00Z", 3));
        });
        assertThat(joined(filling, Duration.ofSeconds(60))).isTrue();
        filled(definitions);
        assertThat(own.db()
                        .sql("SELECT sum(v2) FROM contest.unit_day")
                        .query(Long.class)
                        .single())
                .isEqualTo(7);
    }

    @Test
    void one_that_cannot_be_filled_is_not_the_others_trouble() {
        var facts = new OnePage(List.of(receipt(1, "2017-03-05T00:00:00Z", 1)), () -> {});
        var definitions =
                new Definitions(own.db(), own.transactions(), contributions, new Links(own.db(), facts), facts);
        definitions.begin(definition);
        definitions.begin(brokenBefore(definition));
        for (int step = 0; step < 4; step++) {
            try {
                definitions.fill();
            } catch (RuntimeException e) {
                // The broken one is tried again and again.
                assertThat(e).hasMessage(UNREADABLE);
            }
        }
        assertThat(own.db()
                        .sql("SELECT filled FROM contest.definition WHERE hash = ?")
                        .param(definition.hash())
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThatThrownBy(definitions::fill).hasMessage(UNREADABLE);
    }

    /** One that would be filled first, from facts that cannot be read. */
    private static Definition brokenBefore(Definition other) {
        for (int i = 0; ; i++) {
            var broken = Definition.read(Json.canonical(Json.read("""
                {"engine":1,"fact":"unreadable","unit":"store_id","measures":[{"sum":{"field":"paid"}}],
                 "params":{"n":%d},"start":"2017-03-01T00:00:00Z","end":"2017-04-01T00:00:00Z","zone":"UTC"}""".formatted(i))));
            if (broken.hash().compareTo(other.hash()) < 0) {
                return broken;
            }
        }
    }

    private static Fact member() {
        var body = Json.object().put("store_id", "A").put("opened_at", "2017-03-03T00:00:00Z");
        return new Fact("member", "c", 1, Instant.parse("2017-03-03T00:00:00Z"), body, 1);
    }

    private static Definition joining(String start) {
        return Definition.read(Json.canonical(Json.read("""
            {"engine":1,"fact":"member","unit":"store_id","when":{"time":"opened_at"},
             "with":{"receipts":{"fact":"receipt","by":"customer_id"}},
             "measures":[{"sum":{"sum":{"field":"paid"},"over":"lines"},"over":"receipts"}],
             "params":{},"start":"%s","end":"2017-04-01T00:00:00Z","zone":"UTC"}""".formatted(start))));
    }

    private static void filled(Definitions definitions) {
        while (definitions.fill()) {
            Thread.onSpinWait();
        }
    }

    private static boolean joined(Thread thread, Duration patience) {
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Facts that stand still; {@code read} runs whenever they were read. */
    private record OnePage(List<Fact> facts, Runnable read) implements Facts {
        @Override
        public List<Fact> each(String type, long afterSeq, int limit) {
            if (type.equals(UNREADABLE)) {
                throw new IllegalStateException(UNREADABLE);
            }
            read.run();
            return facts.stream()
                    .filter(fact -> fact.type().equals(type) && fact.seq() > afterSeq)
                    .toList();
        }

        @Override
        public List<Taken> take(List<NewFact> given) {
            throw new UnsupportedOperationException("nobody reports here");
        }

        @Override
        public Optional<Fact> newest(String type, String id) {
            return Optional.empty();
        }

        @Override
        public List<Fact> newest(String type, List<String> ids) {
            return facts.stream()
                    .filter(fact -> fact.type().equals(type) && ids.contains(fact.id()))
                    .toList();
        }

        @Override
        public long head() {
            return 2;
        }

        @Override
        public long heard(String listener, String type) {
            return 2;
        }
    }
}
