package dev.serai.push;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns committed notices into numbered events, one for each subscription they match.
 *
 * <p>One node at a time does this, and the numbers, the events and the end of the notice commit together: a change gets
 * one id and, per subscription, one number, whatever is killed when. Notices of one subject are taken in the order of
 * their ids; whoever publishes holds the subject's own row, so the later one got its id after the earlier was committed.
 */
@Component
final class Numbering {
    /** How many notices one transaction numbers. */
    static final int BATCH_MAX = 500;

    /** The advisory lock of all nodes: "push" in ASCII. */
    private static final long LOCK = 0x70757368L;

    private record Waiting(
            long id, String eventId, String merchant, String type, String subject, String body, OffsetDateTime at) {}

    private static final class Receiver {
        final String id;
        final String merchant;
        final Set<String> types;
        final boolean active;
        long lastSeq;

        Receiver(String id, String merchant, String types, boolean active, long lastSeq) {
            this.id = id;
            this.merchant = merchant;
            this.types = Arrays.stream(types.split(",", -1)).collect(Collectors.toSet());
            this.active = active;
            this.lastSeq = lastSeq;
        }

        boolean wants(Waiting notice) {
            return merchant.equals(notice.merchant) && (types.contains(EventTypes.ALL) || types.contains(notice.type));
        }
    }

    private final JdbcClient db;
    private final TransactionTemplate transactions;

    Numbering(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /** Numbers a batch; returns how many notices it took. */
    int step() {
        // Nearly always there is nothing, which needs neither transaction nor lock.
        if (!db.sql("SELECT EXISTS (SELECT FROM push.notice)")
                .query(Boolean.class)
                .single()) {
            return 0;
        }
        var taken = transactions.execute(status -> {
            db.sql("SELECT pg_advisory_xact_lock(:lock)").param("lock", LOCK).query(rs -> {});
            var notices = take();
            if (notices.isEmpty()) {
                return 0;
            }
            var receivers = receivers(notices);
            write(notices, receivers);
            db.sql("DELETE FROM push.notice WHERE id = ANY (:ids)")
                    .param("ids", notices.stream().map(Waiting::id).toArray(Long[]::new))
                    .update();
            return notices.size();
        });
        return taken == null ? 0 : taken;
    }

    private List<Waiting> take() {
        return db.sql("""
                SELECT id, event_id, merchant, type, subject, body, at
                FROM push.notice ORDER BY id LIMIT :max
                """)
                .param("max", BATCH_MAX)
                .query((rs, row) -> new Waiting(
                        rs.getLong("id"),
                        rs.getString("event_id"),
                        rs.getString("merchant"),
                        rs.getString("type"),
                        rs.getString("subject"),
                        rs.getString("body"),
                        rs.getObject("at", OffsetDateTime.class)))
                .list();
    }

    /** Locked in the order of their ids, as everybody does who locks several. */
    private List<Receiver> receivers(List<Waiting> notices) {
        return db.sql("""
                SELECT id, merchant, types, state, last_seq
                FROM push.subscription WHERE merchant = ANY (:merchants) AND state <> 'ended'
                ORDER BY id FOR NO KEY UPDATE
                """)
                .param(
                        "merchants",
                        notices.stream().map(Waiting::merchant).distinct().toArray(String[]::new))
                .query((rs, row) -> new Receiver(
                        rs.getString("id"),
                        rs.getString("merchant"),
                        rs.getString("types"),
                        rs.getString("state").equals("active"),
                        rs.getLong("last_seq")))
                .list();
    }

    private void write(List<Waiting> notices, List<Receiver> receivers) {
        var byMerchant = receivers.stream().collect(Collectors.groupingBy(r -> r.merchant));
        var events = new Columns();
        var numbered = new HashMap<String, Receiver>();
        for (var notice : notices) {
            for (var receiver : byMerchant.getOrDefault(notice.merchant, List.of())) {
                if (receiver.wants(notice)) {
                    receiver.lastSeq++;
                    events.add(receiver, notice);
                    numbered.put(receiver.id, receiver);
                }
            }
        }
        if (numbered.isEmpty()) {
            return;
        }
        events.insert(db);
        db.sql("""
                UPDATE push.subscription s SET last_seq = n.seq
                FROM unnest(:ids, :seqs) AS n (id, seq) WHERE s.id = n.id
                """)
                .param("ids", numbered.values().stream().map(r -> r.id).toArray(String[]::new))
                .param("seqs", numbered.values().stream().map(r -> r.lastSeq).toArray(Long[]::new))
                .update();
    }

    /** The new events column by column, so that one statement inserts all of them. */
    private static final class Columns {
        final List<String> subscriptions = new ArrayList<>();
        final List<Boolean> active = new ArrayList<>();
        final List<Long> seqs = new ArrayList<>();
        final List<Waiting> notices = new ArrayList<>();

        void add(Receiver receiver, Waiting notice) {
            subscriptions.add(receiver.id);
            active.add(receiver.active);
            seqs.add(receiver.lastSeq);
            notices.add(notice);
        }

        /** A subject's first open event starts a line; later ones find it there and stand behind. */
        void insert(JdbcClient db) {
            db.sql("""
                    WITH fresh AS (
                        SELECT * FROM unnest(:subscriptions, :seqs, :notices, :active)
                            AS f (subscription, seq, notice, active)
                    ), event AS (
                        INSERT INTO push.event (subscription, seq, event_id, type, subject, body, created_at)
                        SELECT f.subscription, f.seq, n.event_id, n.type, n.subject, n.body, n.at
                        FROM fresh f JOIN push.notice n ON n.id = f.notice
                        RETURNING subscription, subject, seq
                    )
                    INSERT INTO push.line (subscription, subject, head, next_at)
                    SELECT e.subscription, e.subject, min(e.seq), min(n.at)
                    FROM event e
                    JOIN fresh f ON f.subscription = e.subscription AND f.seq = e.seq
                    JOIN push.notice n ON n.id = f.notice
                    WHERE f.active GROUP BY e.subscription, e.subject
                    ON CONFLICT (subscription, subject) DO NOTHING
                    """)
                    .param("subscriptions", subscriptions.toArray(String[]::new))
                    .param("seqs", seqs.toArray(Long[]::new))
                    .param("notices", notices.stream().map(Waiting::id).toArray(Long[]::new))
                    .param("active", active.toArray(Boolean[]::new))
                    .update();
        }
    }
}
