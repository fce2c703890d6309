package plaza.hook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import plaza.store.Database;

/**
 * Posts events at least once, in order per topic, many topics at a time.
 *
 * <h2>Order</h2>
 * Only the oldest event of a topic is ever looked at; it is deleted when taken, put off when not.
 *
 * <h2>Trouble</h2>
 * An event not taken is put off 1 s, 2 s, 4 s … 60 s, as long as it is kept. When an unreachable receiver answers again,
 * all that was put off is due at once.
 */
public final class Sender implements AutoCloseable {
    /** Beyond this many waiting events the oldest are dropped, and that is logged. */
    private static final int EVENTS_KEPT_MAX = 200_000;

    private static final int POSTS_AT_ONCE_MAX = 16;
    private static final int LOOK_MAX = 64;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration TRIM_EVERY = Duration.ofMinutes(1);
    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(60);

    private final Database database;
    private final Outbox outbox;
    private final Optional<Receiver> receiver;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore slots = new Semaphore(POSTS_AT_ONCE_MAX);
    private final Set<String> busyTopics = ConcurrentHashMap.newKeySet();
    private volatile boolean unreachable;
    private Instant nextTrim = Instant.MIN;

    public Sender(Database database, Outbox outbox, Optional<Receiver> receiver, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.receiver = receiver;
        this.clock = clock;
    }

    public void start() {
        threads.execute(this::run);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        receiver.ifPresent(Receiver::close);
    }

    private void run() {
        try {
            while (!threads.isShutdown()) {
                boolean found = false;
                try {
                    trim();
                    found = receiver.isPresent() && round(receiver.get());
                } catch (RuntimeException databaseDown) {
                    // Events are safe where they are; the next tick looks again.
                }
                if (!found) {
                    outbox.news().tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
                    outbox.news().drainPermits();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a post for each due topic; true when there was one. */
    private boolean round(Receiver to) throws InterruptedException {
        boolean started = false;
        for (Event event : due()) {
            if (!busyTopics.add(event.topic())) {
                continue;
            }
            slots.acquire();
            started = true;
            threads.execute(() -> {
                try {
                    if (waits(event)) {
                        post(to, event);
                    }
                } catch (RuntimeException databaseDown) {
                    // It is still there, and the next round looks again.
                } finally {
                    busyTopics.remove(event.topic());
                    slots.release();
                    outbox.announce();
                }
            });
        }
        return started;
    }

    private List<Event> due() {
        return database.read(session -> session.list(
                "select id, topic, type, subject, payload, attempts from outbox o where next_at <= ?"
                        + " and not exists (select 1 from outbox p where p.topic = o.topic and p.id < o.id)"
                        + " order by next_at, id limit ?",
                row -> new Event(
                        row.getLong("id"),
                        row.getString("topic"),
                        row.getString("type"),
                        row.getString("subject"),
                        row.getString("payload"),
                        row.getInt("attempts")),
                clock.instant(),
                LOOK_MAX));
    }

    /** It may have been posted and deleted between the look that found it and the claim of its topic. */
    private boolean waits(Event event) {
        return !database.read(session ->
                        session.list("select id from outbox where id = ?", row -> row.getLong("id"), event.id()))
                .isEmpty();
    }

    private void post(Receiver to, Event event) {
        try {
            Receiver.Outcome outcome = to.post(event.body());
            if (outcome == Receiver.Outcome.TAKEN) {
                database.change(session -> session.update("delete from outbox where id = ?", event.id()));
                if (unreachable) {
                    unreachable = false;
                    Instant now = clock.instant();
                    database.change(
                            session -> session.update("update outbox set next_at = ? where next_at > ?", now, now));
                }
            } else {
                unreachable |= outcome == Receiver.Outcome.UNREACHABLE;
                Instant next = clock.instant().plus(backoff(event.attempts()));
                database.change(session -> session.update(
                        "update outbox set attempts = attempts + 1, next_at = ? where id = ?", next, event.id()));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException databaseDown) {
            // Whether taken or not, the event is still there and is posted again: at least once.
        }
    }

    static Duration backoff(int attemptsBefore) {
        Duration doubled = BACKOFF_FIRST.multipliedBy(1L << Math.min(attemptsBefore, 10));
        return doubled.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : doubled;
    }

    private void trim() {
        Instant now = clock.instant();
        if (now.isBefore(nextTrim)) {
            return;
        }
        int dropped = database.change(session -> session.update(
                "delete from outbox where id <= (select id from outbox order by id desc offset ? limit 1)",
                EVENTS_KEPT_MAX));
        nextTrim = now.plus(TRIM_EVERY);
        if (dropped > 0 && receiver.isPresent()) {
            System.err.println("outbox: dropped the " + dropped + " oldest events, more than " + EVENTS_KEPT_MAX
                    + " were waiting; is the receiver up?");
        }
    }
}
