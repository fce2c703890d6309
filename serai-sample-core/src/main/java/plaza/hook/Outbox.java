package plaza.hook;

import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import plaza.store.Session;

/** Changes written down in the transaction that makes them, to be posted when it is committed. */
public final class Outbox {
    private final Clock clock;
    private final Semaphore news = new Semaphore(0);

    public Outbox(Clock clock) {
        this.clock = clock;
    }

    /**
     * Records one event. Call it while holding the lock on the row it tells of: events of one {@code subject} and id are
     * numbered, and so delivered, in that order.
     */
    public void record(Session session, String type, String subject, String id, String payloadJson)
            throws SQLException {
        session.update(
                "insert into outbox(topic, type, subject, payload, next_at) values (?, ?, ?, ?, ?)",
                subject + ":" + id,
                type,
                subject,
                payloadJson,
                clock.instant());
    }

    /** To be called after the commit; forgetting it costs one tick. */
    public void announce() {
        news.release();
    }

    Semaphore news() {
        return news;
    }
}
