package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final OwnDatabase own = OwnDatabase.fresh();
    private final Contributions contributions = new Contributions(own.db());
    private final Definition definition = Definition.read(Json.canonical(Json.read("""
            {"engine":1,"fact":"receipt","unit":"store_id","measures":[{"sum":{"field":"paid"},"over":"lines"}],
             "params":{},"start":"2017-03-01T00:00:00Z","end":"2017-04-01T00:00:00Z","zone":"UTC"}""")));

    private static Fact receipt(long version, String at, long seq) {
        var body = Json.object().put("store_id", "A");
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
            read.run();
            return facts.stream().filter(fact -> fact.seq() > afterSeq).toList();
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
            return List.of();
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
