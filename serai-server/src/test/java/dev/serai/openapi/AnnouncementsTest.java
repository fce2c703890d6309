package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Revisions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AnnouncementsTest {
    private static final String DOCUMENT = """
            openapi: 3.1.0
            info: {title: told, version: "1"}
            paths:
              /told/thing/get:
                get:
                  summary: A thing
                  x-serai: {domain: trade, effect: read, store: false, proxy: {method: GET, path: /thing}, zh: 一物}
                  requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
                  responses: {"200": {description: It}}
            """;

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Announcements announcements;

    @Autowired
    List<AnnouncementListener> listeners;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient db;

    private void apply(String text) {
        declarations.apply(List.of(new SourceFile("told.yaml", text)), Actor.HOUSE);
        announcements.tell();
    }

    private List<String> told(long since) {
        return announcements.after(since).stream()
                .filter(a -> a.method().equals("told.thing.get"))
                .map(a -> a.change().name())
                .toList();
    }

    @Test
    void merchants_hear_once_of_a_method_that_is_new_gives_more_is_deprecated_and_goes() {
        announcements.tell();
        // A page of the log has its bound, and other tests' methods were told of before.
        long since = db.sql("SELECT coalesce(max(seq), 0) FROM openapi.announcement")
                .query(Long.class)
                .single();
        apply(DOCUMENT);
        apply(DOCUMENT);
        apply(DOCUMENT.replace("id: {type: string}", "id: {type: string}, more: {type: string}"));
        var deprecated = DOCUMENT.replace("id: {type: string}", "id: {type: string}, more: {type: string}")
                .replace("domain: trade,", "domain: trade, deprecated: {since: 2020-01-01, sunset: 2020-07-01},");
        apply(deprecated);
        revisions.delete("openapi/v1", "told", Actor.HOUSE);
        announcements.tell();
        announcements.tell();
        assertThat(told(since)).containsExactly("ADDED", "CHANGED", "DEPRECATED", "REMOVED");
    }

    @Test
    void who_subscribes_to_it_is_told_and_nobody_else() {
        var announcement = new Announcement(
                1, Instant.EPOCH, Announcement.Change.ADDED, "told.thing.get", Json.object(), Map.of("en", "A thing"));
        transactions.executeWithoutResult(transaction -> {
            transaction.setRollbackOnly();
            db.sql("""
                    INSERT INTO push.subscription (id, merchant, app, url, types, secret, state, created_at) VALUES
                    ('told-1', 'told-m1', 'a', 'http://127.0.0.1:1/', 'api.announced,order.changed', '', 'active', now()),
                    ('told-2', 'told-m2', 'a', 'http://127.0.0.1:1/', '*', '', 'active', now()),
                    ('told-3', 'told-m3', 'a', 'http://127.0.0.1:1/', 'order.changed', '', 'active', now()),
                    ('told-4', 'told-m4', 'a', 'http://127.0.0.1:1/', '*', '', 'ended', now())""").update();
            listeners.forEach(listener -> listener.announced(announcement));
            assertThat(db.sql("SELECT merchant FROM push.notice WHERE merchant LIKE 'told-m%' ORDER BY 1")
                            .query(String.class)
                            .list())
                    .containsExactly("told-m1", "told-m2");
        });
    }
}
