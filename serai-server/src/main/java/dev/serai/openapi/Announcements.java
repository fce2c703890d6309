package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.openapi.Announcement.Change;
import dev.serai.release.Snapshots;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * The catalogue's change log. What is published is compared with what merchants were last told, under a lock and in one
 * transaction with the telling: a restart forgets nothing, and several nodes tell it once. The first catalogue ever is no
 * news.
 */
@Component
class Announcements extends LoopBean implements Snapshots.Listener {
    /** How many a page of the log has. */
    static final int PAGE_MAX = 200;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long LOCK = 7_120_201;

    private record Told(String fingerprint, JsonNode deprecated) {}

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Catalogue catalogue;
    private final List<AnnouncementListener> listeners;
    private final Clock clock;
    private final boolean worker;
    private Catalogue.@Nullable Page compared;

    Announcements(
            JdbcClient db,
            TransactionTemplate transactions,
            Catalogue catalogue,
            List<AnnouncementListener> listeners,
            Clock clock,
            @Value("${serai.roles:gateway,console,worker}") List<String> roles) {
        this.db = db;
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.worker = roles.contains("worker");
    }

    /** The log after a number, oldest first, at most {@link #PAGE_MAX}. */
    List<Announcement> after(long seq) {
        return db.sql("SELECT * FROM openapi.announcement WHERE seq > ? ORDER BY seq LIMIT ?")
                .param(seq)
                .param(PAGE_MAX)
                .query((rs, _) -> read(rs))
                .list();
    }

    @Override
    public void published(Snapshots.Snapshot now) {
        wake();
    }

    /** Tells what is new. Returns whether there may be more. */
    synchronized boolean tell() {
        var methods = new LinkedHashMap<String, Operation>();
        var page = catalogue.now();
        if (page.equals(compared)) {
            return false;
        }
        page.all().forEach(method -> methods.put(method.operation().key(), method.operation()));
        if (!methods.isEmpty()) {
            transactions.executeWithoutResult(transaction -> {
                db.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK).query().singleRow();
                compare(methods);
            });
            compared = page;
        }
        return false;
    }

    private void compare(Map<String, Operation> methods) {
        var told = new HashMap<String, Told>();
        db.sql("SELECT key, fingerprint, deprecated FROM openapi.told_method").query(rs -> {
            told.put(rs.getString(1), new Told(rs.getString(2), json(rs.getString(3))));
        });
        boolean first = told.isEmpty();
        methods.forEach((key, operation) -> {
            var before = told.remove(key);
            var now = new Told(fingerprint(operation), deprecated(operation));
            if (now.equals(before)) {
                return;
            }
            if (!first) {
                announce(change(before, now), operation, now.deprecated);
            }
            db.sql("INSERT INTO openapi.told_method VALUES (?, ?, ?::jsonb) ON CONFLICT (key) DO UPDATE SET"
                            + " fingerprint = EXCLUDED.fingerprint, deprecated = EXCLUDED.deprecated")
                    .param(key)
                    .param(now.fingerprint)
                    .param(now.deprecated.isNull() ? null : now.deprecated.toString())
                    .update();
        });
        // What vanished without a sunset is a file that broke; it comes back.
        told.forEach((key, last) -> {
            if (!last.deprecated.isNull()) {
                keep(Change.REMOVED, key, last.deprecated, Map.of("en", key, "zh-CN", key));
                db.sql("DELETE FROM openapi.told_method WHERE key = ?")
                        .param(key)
                        .update();
            }
        });
    }

    private static Change change(@Nullable Told before, Told now) {
        if (before == null) {
            return Change.ADDED;
        }
        return before.deprecated.equals(now.deprecated) || now.deprecated.isNull() ? Change.CHANGED : Change.DEPRECATED;
    }

    private void announce(Change change, Operation operation, JsonNode deprecated) {
        keep(change, operation.key(), deprecated, operation.summary());
    }

    private void keep(Change change, String method, JsonNode deprecated, Map<String, String> summary) {
        var texts = Json.object();
        summary.forEach(texts::put);
        var announcement = db.sql("""
                INSERT INTO openapi.announcement (at, change, method, deprecated, summary)
                VALUES (?, ?, ?, ?::jsonb, ?::jsonb) RETURNING *""")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(change.name())
                .param(method)
                .param(deprecated.isNull() ? null : deprecated.toString())
                .param(texts.toString())
                .query((rs, _) -> read(rs))
                .single();
        listeners.forEach(listener -> listener.announced(announcement));
    }

    private static Announcement read(ResultSet rs) throws SQLException {
        var summary = new LinkedHashMap<String, String>();
        json(rs.getString("summary"))
                .properties()
                .forEach(e -> summary.put(e.getKey(), e.getValue().asString()));
        return new Announcement(
                rs.getLong("seq"),
                rs.getObject("at", OffsetDateTime.class).toInstant(),
                Change.valueOf(rs.getString("change")),
                rs.getString("method"),
                json(rs.getString("deprecated")),
                summary);
    }

    private static JsonNode json(@Nullable String text) {
        return text == null ? Json.MAPPER.nullNode() : Json.read(text);
    }

    static JsonNode deprecated(Operation operation) {
        var deprecated = operation.deprecated();
        return deprecated == null
                ? Json.MAPPER.nullNode()
                : Json.object()
                        .put("since", deprecated.since().toString())
                        .put("sunset", deprecated.sunset().toString())
                        .put("successor", deprecated.successor());
    }

    private static String fingerprint(Operation operation) {
        var data = operation.data();
        var schemas = Json.MAPPER.createArrayNode();
        schemas.add(operation.parameters());
        schemas.add(data == null ? Json.MAPPER.nullNode() : data);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(Json.canonical(schemas).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    protected @Nullable Loop begin() {
        return worker ? new Loop("announcements", PAUSE, this::tell) : null;
    }
}
