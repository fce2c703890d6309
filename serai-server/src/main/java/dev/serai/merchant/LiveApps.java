package dev.serai.merchant;

import dev.serai.kernel.Loop;
import dev.serai.kernel.Sealer;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the apps in memory and rereads them when their change number moved. */
@Component
class LiveApps implements Apps, DisposableBean {
    private static final Duration POLL = Duration.ofMillis(500);

    private record Picture(
            long change, Map<String, App> apps, @Nullable PrivateKey platformKey, String platformSerial) {}

    private final AppTable table;
    private final Changes changes;
    private final JdbcClient db;
    private final Sealer sealer;
    private final Loop loop;
    private volatile Picture picture;

    LiveApps(AppTable table, Changes changes, JdbcClient db, Sealer sealer) {
        this.table = table;
        this.changes = changes;
        this.db = db;
        this.sealer = sealer;
        this.picture = read();
        this.loop = new Loop("apps", POLL, this::refresh);
    }

    @Override
    public Optional<App> find(String appId) {
        return Optional.ofNullable(picture.apps.get(appId));
    }

    @Override
    public @Nullable PrivateKey platformKey() {
        return picture.platformKey;
    }

    @Override
    public String platformSerial() {
        return picture.platformSerial;
    }

    private boolean refresh() {
        if (changes.number() != picture.change) {
            picture = read();
        }
        return false;
    }

    private Picture read() {
        // The number first: a change while reading is then seen by the next look.
        long change = changes.number();
        var sealedKey = db.sql("SELECT sealed_private FROM merchant.platform_key ORDER BY created_at DESC LIMIT 1")
                .query(byte[].class)
                .optional();
        var key = sealedKey
                .map(it -> Signatures.privateKey(new String(sealer.open(it), StandardCharsets.US_ASCII)))
                .orElse(null);
        var serial = db.sql("SELECT public_key FROM merchant.platform_key ORDER BY created_at DESC LIMIT 1")
                .query(String.class)
                .optional()
                .map(it -> KeySerial.of(Signatures.publicKey(it)))
                .orElse("");
        return new Picture(change, table.all(), key, serial);
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
