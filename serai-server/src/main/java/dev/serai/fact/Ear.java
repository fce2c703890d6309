package dev.serai.fact;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads on from a listener's cursor. The cursor moves in the transaction in which the listener takes the batch, so a fact is
 * heard once. A batch that fails {@link #BATCH_TRIES_MAX} times is heard fact by fact; a fact that fails {@link
 * #FACT_TRIES_MAX} times by itself is parked with its cause, and the rest goes on. An unreachable database counts as no try.
 */
final class Ear {
    /** Facts a listener takes in one transaction. */
    static final int BATCH_MAX = 1_000;

    /** Numbers looked through at once; most may belong to types this listener does not hear. */
    static final int WINDOW_MAX = 20_000;

    static final int BATCH_TRIES_MAX = 5;
    static final int FACT_TRIES_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

    private final FactListener listener;
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private Set<String> known = Set.of();
    private int failures;

    /** With which fact the batch began that failed last. */
    private long failedAt = -1;

    /** Up to here the facts are heard one by one. */
    private long singleUntil;

    Ear(FactListener listener, JdbcClient db, TransactionTemplate transactions, Clock clock) {
        this.listener = listener;
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Batch(List<Fact> facts, long upTo, boolean more) {}

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Batch batch;
        private final RuntimeException reason;

        Failed(Batch batch, RuntimeException reason) {
            super(reason);
            this.batch = batch;
            this.reason = reason;
        }
    }

    /** Hears one batch. Returns whether there may be more. */
    boolean step() {
        var types = listener.types();
        if (types.isEmpty()) {
            return false;
        }
        begin(types);
        try {
            var batch = Objects.requireNonNull(transactions.execute(_ -> hear()));
            failures = 0;
            if (!batch.facts.isEmpty()) {
                listener.taken(batch.facts);
            }
            return batch.more;
        } catch (Failed e) {
            if (outage(e.reason)) {
                throw e.reason;
            }
            // Another node may have taken the batch that failed before; this one has its own tries.
            long first = e.batch.facts.getFirst().seq();
            failures = first == failedAt ? failures + 1 : 1;
            failedAt = first;
            boolean single = e.batch.facts.size() == 1;
            if (single && failures >= FACT_TRIES_MAX) {
                park(e.batch, e.reason);
                failures = 0;
                return true;
            }
            if (!single && failures >= BATCH_TRIES_MAX) {
                singleUntil = e.batch.upTo;
                failures = 0;
            }
            throw e.reason;
        }
    }

    private void begin(Set<String> types) {
        if (types.equals(known)) {
            return;
        }
        db.sql("""
                        INSERT INTO fact.cursor (listener, type, seq)
                        SELECT ?, type, 0 FROM unnest(?::text[]) AS type ON CONFLICT DO NOTHING""").params(listener.name(), types.toArray(String[]::new)).update();
        known = Set.copyOf(types);
    }

    private Batch hear() {
        var batch = next();
        if (!batch.facts.isEmpty()) {
            try {
                listener.take(batch.facts);
            } catch (RuntimeException e) {
                throw new Failed(batch, e);
            }
        }
        move(batch.upTo);
        return batch;
    }

    private Batch next() {
        long from = db.sql("""
                        SELECT min(seq) FROM (SELECT seq FROM fact.cursor
                        WHERE listener = ? AND type = ANY (?::text[]) ORDER BY type FOR UPDATE) locked""")
                .params(listener.name(), known.toArray(String[]::new))
                .query(Long.class)
                .single();
        long head = db.sql("SELECT seq FROM fact.counter").query(Long.class).single();
        long to = Math.min(head, from + WINDOW_MAX);
        if (from >= head) {
            return new Batch(List.of(), from, false);
        }
        int limit = from < singleUntil ? 1 : BATCH_MAX;
        var facts = db.sql("""
                        SELECT v.* FROM fact.version v
                        JOIN fact.cursor c ON c.listener = ? AND c.type = v.type AND v.seq > c.seq
                        WHERE v.seq > ? AND v.seq <= ? AND v.type = ANY (?::text[]) ORDER BY v.seq LIMIT ?""")
                .params(listener.name(), from, to, known.toArray(String[]::new), limit)
                .query((rs, _) -> FactStore.fact(rs))
                .list();
        long upTo = facts.size() == limit ? facts.getLast().seq() : to;
        return new Batch(facts, upTo, upTo < head);
    }

    private void move(long upTo) {
        db.sql("UPDATE fact.cursor SET seq = ? WHERE listener = ? AND type = ANY (?::text[]) AND seq < ?")
                .params(upTo, listener.name(), known.toArray(String[]::new), upTo)
                .update();
    }

    private void park(Batch batch, RuntimeException reason) {
        var fact = batch.facts.getFirst();
        transactions.executeWithoutResult(_ -> {
            db.sql("""
                            INSERT INTO fact.parked (listener, seq, cause, parked_at) VALUES (?, ?, ?, ?)
                            ON CONFLICT DO NOTHING""")
                    .params(
                            listener.name(),
                            fact.seq(),
                            String.valueOf(reason).replace("\0", ""),
                            OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
            move(fact.seq());
        });
        LOG.error(
                "{} cannot take {} {} version {} (seq {}); parked, the rest goes on",
                listener.name(),
                fact.type(),
                fact.id(),
                fact.version(),
                fact.seq(),
                reason);
    }

    private static boolean outage(RuntimeException e) {
        return e instanceof TransientDataAccessException
                || e instanceof RecoverableDataAccessException
                || e instanceof NonTransientDataAccessResourceException
                || e instanceof TransactionException;
    }
}
