package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tickets that open a page once, and the sessions they open. */
@Component
class PageSessions {
    /** How long a one-time URL may be opened. */
    static final Duration TICKET_LIFE = Duration.ofMinutes(5);

    /** How long an opened page may go on. */
    static final Duration SESSION_LIFE = Duration.ofHours(2);

    /** How many dead rows each new ticket clears away. */
    private static final int SWEEP_MAX = 50;

    /**
     * Whose page it is; everything done through it is done for these and nothing else.
     *
     * @param embedOrigin the one origin in whose frames it may stand; null: in no frame
     * @param outlook from where its user looks
     */
    record Holder(
            MerchantId merchant,
            AppId app,
            String userId,
            long activityId,
            @Nullable String embedOrigin,
            Outlook outlook) {}

    record Opened(Ticket session, Holder holder) {}

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;

    PageSessions(JdbcClient db, TransactionTemplate transactions, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Returns the instant from which the ticket no longer opens anything. */
    Instant keep(Ticket ticket, Holder holder) {
        var now = clock.instant();
        var expires = now.plus(TICKET_LIFE);
        transactions.executeWithoutResult(tx -> {
            sweep(now);
            insert("activity.h5_ticket (ticket_hash", ticket, holder, expires);
        });
        return expires;
    }

    /** Uses the ticket up. Empty when it was used before, is too old, or never was; the causes are one to a stranger. */
    Optional<Opened> open(Ticket ticket) {
        var now = clock.instant();
        return transactions.execute(tx -> db.sql("""
                        UPDATE activity.h5_ticket SET used_at = :now
                        WHERE ticket_hash = :hash AND used_at IS NULL AND expires_at > :now
                        RETURNING merchant_id, app_id, user_id, activity_id, embed_origin, outlook_level, outlook_unit
                        """)
                .param("now", at(now))
                .param("hash", ticket.hash())
                .query((row, n) -> holder(row))
                .optional()
                .map(holder -> {
                    var session = Ticket.fresh();
                    insert("activity.h5_session (session_hash", session, holder, now.plus(SESSION_LIFE));
                    return new Opened(session, holder);
                }));
    }

    /** Whose session it is. Empty when it is too old, never was, or its frame's origin was withdrawn. */
    Optional<Holder> holder(Ticket session) {
        return db.sql("""
                SELECT merchant_id, app_id, user_id, activity_id, embed_origin, outlook_level, outlook_unit
                FROM activity.h5_session AS s
                WHERE session_hash = :hash AND expires_at > :now
                  AND (embed_origin IS NULL OR EXISTS (SELECT FROM activity.embed_origin AS e
                       WHERE e.app_id = s.app_id AND e.origin = s.embed_origin AND e.activity_id IN (0, s.activity_id)))
                """)
                .param("hash", session.hash())
                .param("now", at(clock.instant()))
                .query((row, n) -> holder(row))
                .optional();
    }

    private void insert(String tableAndKey, Ticket key, Holder holder, Instant expires) {
        db.sql("INSERT INTO " + tableAndKey + """
                , merchant_id, app_id, user_id, activity_id, embed_origin, outlook_level, outlook_unit, expires_at)
                VALUES (:hash, :merchant, :app, :user, :activity, :embed, :level, :unit, :expires)
                """)
                .param("hash", key.hash())
                .param("merchant", holder.merchant().value())
                .param("app", holder.app().value())
                .param("user", holder.userId())
                .param("activity", holder.activityId())
                .param("embed", holder.embedOrigin())
                .param(
                        "level",
                        holder.outlook().declared() ? holder.outlook().level().word() : null)
                .param("unit", holder.outlook().declared() ? holder.outlook().unit() : null)
                .param("expires", at(expires))
                .update();
    }

    private void sweep(Instant now) {
        for (var table : new String[] {"activity.h5_ticket", "activity.h5_session"}) {
            db.sql("DELETE FROM " + table + " WHERE ctid = ANY (ARRAY (SELECT ctid FROM " + table
                            + " WHERE expires_at < :now LIMIT :max FOR UPDATE SKIP LOCKED))")
                    .param("now", at(now))
                    .param("max", SWEEP_MAX)
                    .update();
        }
    }

    private static Holder holder(ResultSet row) throws SQLException {
        return new Holder(
                new MerchantId(row.getString("merchant_id")),
                new AppId(row.getString("app_id")),
                row.getString("user_id"),
                row.getLong("activity_id"),
                row.getString("embed_origin"),
                outlook(row));
    }

    private static Outlook outlook(ResultSet row) throws SQLException {
        var level = row.getString("outlook_level");
        return level == null
                ? Outlook.himself(row.getString("user_id"))
                : new Outlook(Outlook.Level.of(level).orElseThrow(), row.getString("outlook_unit"), true, true);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
