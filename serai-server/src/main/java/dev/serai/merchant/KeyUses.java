package dev.serai.merchant;

import dev.serai.kernel.Loop;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Remembers over rereads when keys were used, and writes it down some seconds later. As many as there are keys. */
@Component
class KeyUses implements DisposableBean {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Map<String, KeyUse> uses = new ConcurrentHashMap<>();
    private final Map<String, Long> written = new HashMap<>();
    private final JdbcClient db;
    private final Loop loop;

    KeyUses(JdbcClient db) {
        this.db = db;
        this.loop = new Loop("key-uses", PAUSE, this::write);
    }

    KeyUse of(String keyId) {
        return uses.computeIfAbsent(keyId, _ -> new KeyUse());
    }

    private boolean write() {
        uses.forEach((key, use) -> {
            long ms = use.lastMs();
            if (ms > written.getOrDefault(key, 0L)) {
                db.sql("UPDATE merchant.app_key SET last_used_at = greatest(last_used_at, ?) WHERE key_id = ?")
                        .params(Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC), key)
                        .update();
                written.put(key, ms);
            }
        });
        return false;
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
