package dev.serai.push;

import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Keeps notices in the transaction of the change they tell of, so that neither exists without the other. */
@Component
final class Outbox implements Notices {
    /** The longest body delivered; Standard Webhooks asks for less than 20 KB, this is where we refuse. */
    static final int BODY_MAX_BYTES = 64 * 1024;

    /** The longest subject. */
    static final int SUBJECT_MAX_CHARS = 200;

    private final JdbcClient db;
    private final Ids ids;
    private final Clock clock;
    private final EventTypes types;

    /** One object for all: a transaction that publishes hundreds wakes once. */
    private final TransactionSynchronization wakeAfterCommit;

    Outbox(JdbcClient db, Ids ids, Clock clock, EventTypes types, Bell bell) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.types = types;
        this.wakeAfterCommit = new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                bell.ring();
            }
        };
    }

    @Override
    public void publish(Notice notice) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "a notice of " + notice.type() + " needs the transaction of the change it tells of; none is open");
        }
        if (!types.knows(notice.type())) {
            throw new IllegalArgumentException(
                    "no event type " + notice.type() + "; make an EventType of that name a bean");
        }
        var subject = notice.subject();
        if (subject.isEmpty() || subject.length() > SUBJECT_MAX_CHARS) {
            throw new IllegalArgumentException(
                    "a subject has 1 to " + SUBJECT_MAX_CHARS + " characters, was " + subject.length());
        }
        var at = clock.instant();
        var body = Json.object().put("type", notice.type()).put("timestamp", at.toString());
        body.set("data", notice.data());
        var text = Json.MAPPER.writeValueAsString(body);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BODY_MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a notice's body has at most " + BODY_MAX_BYTES + " bytes, was " + bytes);
        }
        db.sql("""
                INSERT INTO push.notice (event_id, merchant, type, subject, body, at)
                VALUES (:eventId, :merchant, :type, :subject, :body, :at)
                """)
                .param("eventId", "evt_" + ids.next())
                .param("merchant", notice.to().value())
                .param("type", notice.type())
                .param("subject", subject)
                .param("body", text)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
        TransactionSynchronizationManager.registerSynchronization(wakeAfterCommit);
    }
}
