package dev.serai.push;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.merchant.Sandboxes;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Who wants to hear what, and where. */
@Component
final class Subscriptions {
    /** How many a merchant may have at a time. */
    static final int PER_MERCHANT_MAX = 20;

    /** The secret is not part of it: it is told once, when the subscription is made. */
    record Subscription(String id, String url, String types, String state, long lastSeq, Instant createdAt) {}

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Ids ids;
    private final Clock clock;
    private final Sealer sealer;

    Subscriptions(JdbcClient db, TransactionTemplate transactions, Ids ids, Clock clock, Sealer sealer) {
        this.db = db;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
        this.sealer = sealer;
    }

    /** Every call makes a new one, also for a URL that has one: two systems behind one address are two receivers. */
    String add(MerchantId merchant, AppId app, String url, String types, WebhookSecret secret) {
        var id = "sub_" + ids.next();
        transactions.executeWithoutResult(status -> {
            // One merchant's calls one after another, so that two at once cannot both take the last place.
            db.sql("SELECT pg_advisory_xact_lock(hashtextextended('push.subscription ' || :merchant, 0))")
                    .param("merchant", merchant.value())
                    .query(rs -> {});
            int held = db.sql("SELECT count(*) FROM push.subscription WHERE merchant = :merchant AND state <> 'ended'")
                    .param("merchant", merchant.value())
                    .query(Integer.class)
                    .single();
            if (held >= PER_MERCHANT_MAX) {
                throw new Refusal(
                        SubCode.LIMIT_QUOTA,
                        "a merchant has at most " + PER_MERCHANT_MAX + " subscriptions and you have " + held
                                + "; end one with push.unsubscribe");
            }
            db.sql("""
                    INSERT INTO push.subscription (id, merchant, app, url, types, secret, state, created_at)
                    VALUES (:id, :merchant, :app, :url, :types, :secret, 'active', :now)
                    """)
                    .param("id", id)
                    .param("merchant", merchant.value())
                    .param("app", app.value())
                    .param("url", url)
                    .param("types", types)
                    .param("secret", sealer.seal(secret.key()))
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        });
        return id;
    }

    List<Subscription> of(MerchantId merchant) {
        return of(merchant, merchant);
    }

    /** Those of his apps and those of his sandbox. */
    List<Subscription> ofBothSpaces(MerchantId merchant) {
        return of(merchant, Sandboxes.spaceOf(merchant));
    }

    private List<Subscription> of(MerchantId merchant, MerchantId other) {
        return db.sql("""
                SELECT id, url, types, state, last_seq, created_at FROM push.subscription
                WHERE merchant IN (:merchant, :other) AND state <> 'ended' ORDER BY id
                """)
                .param("merchant", merchant.value())
                .param("other", other.value())
                .query((rs, row) -> new Subscription(
                        rs.getString("id"),
                        rs.getString("url"),
                        rs.getString("types"),
                        rs.getString("state"),
                        rs.getLong("last_seq"),
                        rs.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Nothing is sent or numbered for it from now on; an attempt under way may still arrive. */
    void end(MerchantId merchant, String id) {
        int ended =
                db.sql("""
                UPDATE push.subscription SET state = 'ended'
                WHERE id = :id AND merchant = :merchant AND state <> 'ended'
                """).param("id", id).param("merchant", merchant.value()).update();
        if (ended == 0) {
            throw unknown();
        }
    }

    /** Throws the same Refusal for another merchant's as for none: a stranger learns nothing. */
    void require(MerchantId merchant, String id) {
        if (db.sql("""
                SELECT 1 FROM push.subscription WHERE id = :id AND merchant = :merchant AND state <> 'ended'
                """)
                .param("id", id)
                .param("merchant", merchant.value())
                .query(Integer.class)
                .optional()
                .isEmpty()) {
            throw unknown();
        }
    }

    private static Refusal unknown() {
        return new Refusal(
                SubCode.NOT_FOUND,
                "you have no subscription of this subscription_id; push.list_subscriptions tells yours");
    }
}
