package dev.serai.operator;

import dev.serai.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit trail, each row sealed with the hash of the one before: whoever changes or removes a row in the middle breaks
 * the chain from there on. One writer at a time, from the append to the end of its transaction.
 */
@Component
public class AuditTrail implements Audit {
    /** How many entries one page has at most. */
    public static final int PAGE_MAX = 200;

    /** A longer detail is cut. */
    static final int DETAIL_LENGTH_MAX = 4_000;

    /** How many rows are read at once when the chain is recomputed. */
    private static final int CHECK_ROWS = 1_000;

    private static final long LOCK = 0x5345_5241_4155_4449L;
    private static final String START = "0".repeat(64);

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AuditTrail(JdbcClient db, TransactionTemplate transactions, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
    }

    public record Entry(
            long n,
            Instant at,
            String actor,
            String role,
            String action,
            String subject,
            String detail,
            String prevHash,
            String hash) {
        String expectedHash() {
            var sealed = Json.object()
                    .put("n", n)
                    .put("at", at.toString())
                    .put("actor", actor)
                    .put("role", role)
                    .put("action", action)
                    .put("subject", subject)
                    .put("detail", detail)
                    .put("prev", prevHash);
            return sha256(Json.canonical(sealed));
        }
    }

    /**
     * @param checked up to this entry the chain holds
     * @param headHash of the last entry that holds; whoever noted one can later prove that nothing was cut off
     * @param firstBroken the lowest n whose row is not what was written, or is missing; null: the chain holds
     * @param cause what is wrong with that row
     */
    public record Check(
            long checked,
            String headHash,
            @Nullable Long firstBroken,
            @Nullable String cause) {}

    @Override
    public void record(Actor by, String action, String subject, String detail) {
        transactions.executeWithoutResult(t -> {
            db.sql("SELECT pg_advisory_xact_lock(:lock)")
                    .param("lock", LOCK)
                    .query((row, i) -> "")
                    .list();
            var last = db.sql("SELECT * FROM operator.audit ORDER BY n DESC LIMIT 1")
                    .query(AuditTrail::entry)
                    .optional();
            var open = new Entry(
                    last.map(Entry::n).orElse(0L) + 1,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    by.name(),
                    by.role(),
                    action,
                    clean(subject),
                    clean(detail),
                    last.map(Entry::hash).orElse(START),
                    "");
            db.sql("""
                    INSERT INTO operator.audit (n, at, actor, role, action, subject, detail, prev_hash, hash)
                    VALUES (:n, :at, :actor, :role, :action, :subject, :detail, :prev, :hash)""")
                    .param("n", open.n())
                    .param("at", open.at().atOffset(ZoneOffset.UTC))
                    .param("actor", open.actor())
                    .param("role", open.role())
                    .param("action", open.action())
                    .param("subject", open.subject())
                    .param("detail", open.detail())
                    .param("prev", open.prevHash())
                    .param("hash", open.expectedHash())
                    .update();
        });
    }

    /** Newest first, older than {@code after}; null: from the newest. */
    public List<Entry> page(@Nullable Long after, int limit) {
        return db.sql("SELECT * FROM operator.audit WHERE n < :after ORDER BY n DESC LIMIT :limit")
                .param("after", after == null ? Long.MAX_VALUE : after)
                .param("limit", limit)
                .query(AuditTrail::entry)
                .list();
    }

    /** Recomputes the whole chain. */
    public Check check() {
        var previous = START;
        long n = 0;
        while (true) {
            var rows = db.sql("SELECT * FROM operator.audit WHERE n > :n ORDER BY n LIMIT :limit")
                    .param("n", n)
                    .param("limit", CHECK_ROWS)
                    .query(AuditTrail::entry)
                    .list();
            for (var row : rows) {
                var cause = broken(row, n + 1, previous);
                if (cause != null) {
                    return new Check(n, previous, n + 1, cause);
                }
                n = row.n();
                previous = row.hash();
            }
            if (rows.size() < CHECK_ROWS) {
                return new Check(n, previous, null, null);
            }
        }
    }

    private static @Nullable String broken(Entry row, long n, String previous) {
        if (row.n() != n) {
            return "it is missing; the next one there is " + row.n();
        }
        if (!row.prevHash().equals(previous)) {
            return "it does not continue the one before: prev_hash is " + row.prevHash() + ", expected " + previous;
        }
        return row.hash().equals(row.expectedHash())
                ? null
                : "its content is not what was sealed: hash is " + row.hash() + ", the content's is "
                        + row.expectedHash();
    }

    /** The entry with this number. */
    public Optional<Entry> entry(long n) {
        return db.sql("SELECT * FROM operator.audit WHERE n = :n")
                .param("n", n)
                .query(AuditTrail::entry)
                .optional();
    }

    private static Entry entry(java.sql.ResultSet row, int i) throws java.sql.SQLException {
        return new Entry(
                row.getLong("n"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("role"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                row.getString("prev_hash"),
                row.getString("hash"));
    }

    /** PostgreSQL keeps no NUL in a text. */
    private static String clean(String text) {
        var kept = text.replace("\0", "");
        return kept.length() <= DETAIL_LENGTH_MAX ? kept : kept.substring(0, DETAIL_LENGTH_MAX);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
