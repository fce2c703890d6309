package dev.serai.activity;

import dev.serai.kernel.Sealer;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The keys embed links are signed with, sealed under the house's master key. The newest signs; older ones are still good for
 * the links they signed, until they are ended.
 */
@Component
class LinkKeys {
    private static final int KEY_BYTES = 32;

    /** Numbers are two bytes of a token. */
    private static final int KEYS_MAX = 65_535;

    /** For so long a key ended on another node may still be good on this one, and an unknown number is not asked for again. */
    private static final long KNOWN_NS = 1_000_000_000L;

    private final JdbcClient db;
    private final Sealer sealer;
    private final Audit audit;
    private final Clock clock;
    private volatile Known known = new Known(Map.of(), 0, System.nanoTime() - KNOWN_NS);

    LinkKeys(JdbcClient db, Sealer sealer, Audit audit, Clock clock) {
        this.db = db;
        this.sealer = sealer;
        this.audit = audit;
        this.clock = clock;
    }

    private record Known(Map<Integer, byte[]> secrets, int newest, long atNs) {}

    record Key(int n, byte[] secret) {
        @Override
        public String toString() {
            return "Key(" + n + ", secret hidden)";
        }
    }

    /** Empty for a number that never was or whose key is ended. */
    Optional<byte[]> secret(int n) {
        return Optional.ofNullable(known().secrets.get(n));
    }

    /** The one that signs; the first is made when it is first needed. In the caller's transaction. */
    Key newest() {
        var now = known();
        if (now.newest == 0) {
            insert();
            now = read();
        }
        var secret = now.secrets.get(now.newest);
        if (secret == null) {
            throw new IllegalStateException("link key " + now.newest + " is the newest and was not read");
        }
        return new Key(now.newest, secret);
    }

    /**
     * Signs new links with a new key. Returns its number. In the caller's transaction.
     *
     * @param endOlder true: every link signed before is over at once, for when a key may have become known
     */
    int rotate(boolean endOlder, Actor by) {
        insert();
        int n = read().newest;
        if (endOlder) {
            db.sql("UPDATE activity.link_key SET ended_at = ? WHERE n < ? AND ended_at IS NULL")
                    .params(clock.instant().atOffset(ZoneOffset.UTC), n)
                    .update();
        }
        known = new Known(Map.of(), 0, System.nanoTime() - KNOWN_NS);
        audit.record(by, "embed.link.key", Integer.toString(n), endOlder ? "older keys ended" : "older keys kept");
        return n;
    }

    /** Two at once make one key between them. */
    private void insert() {
        var secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        db.sql("""
                        INSERT INTO activity.link_key (n, sealed, made_at)
                        SELECT COALESCE(max(n), 0) + 1, ?, ? FROM activity.link_key HAVING COALESCE(max(n), 0) < ?
                        ON CONFLICT DO NOTHING""")
                .params(sealer.seal(secret), clock.instant().atOffset(ZoneOffset.UTC), KEYS_MAX)
                .update();
    }

    private Known known() {
        var now = known;
        return System.nanoTime() - now.atNs < KNOWN_NS ? now : read();
    }

    private Known read() {
        Map<Integer, byte[]> secrets = new HashMap<>();
        long at = System.nanoTime();
        int[] newest = {0};
        db.sql("SELECT n, sealed FROM activity.link_key WHERE ended_at IS NULL ORDER BY n")
                .query(rs -> {
                    newest[0] = rs.getInt(1);
                    secrets.put(rs.getInt(1), sealer.open(rs.getBytes(2)));
                });
        var now = new Known(Map.copyOf(secrets), newest[0], at);
        known = now;
        return now;
    }
}
