package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A merchant's apps and their keys: shown, rotated with an overlap, ended. A secret is seen once, by whoever made it. */
@Component
public class AppKeys {
    static final int LIVE_MAX = 5;
    static final Duration OVERLAP_MAX = Duration.ofHours(720);

    private final JdbcClient db;
    private final Joining joining;
    private final Changes changes;
    private final Audit audit;
    private final Clock clock;

    AppKeys(JdbcClient db, Joining joining, Changes changes, Audit audit, Clock clock) {
        this.db = db;
        this.joining = joining;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    public enum State {
        COMING,
        LIVE,
        ENDED
    }

    /** @param serialNo how header dialects name the key; null for a secret */
    public record Key(
            String keyId,
            String kind,
            @Nullable String fingerprint,
            @Nullable String serialNo,
            State state,
            Instant notBefore,
            Instant notAfter,
            @Nullable Instant lastUsedAt) {}

    public record AppView(
            String appId,
            String name,
            App.Stage stage,
            App.Status status,
            boolean legacyMd5,
            int limitPerS,
            List<String> signTypes,
            List<Key> keys) {}

    public record NewSecret(Key key, String secret) {}

    public record NewRsaKey(Key key, String platformPublicKey) {}

    /** The merchant's apps with their keys, the newest first. */
    public List<AppView> of(MerchantId merchant) {
        return db.sql("""
                        SELECT app_id, name, stage, status, legacy_md5, limit_per_s FROM merchant.app
                        WHERE merchant_id = ? ORDER BY app_id""").param(merchant.value()).query((rs, _) -> view(rs)).list();
    }

    private AppView view(ResultSet rs) throws SQLException {
        var keys = keys(new AppId(rs.getString("app_id")));
        boolean md5 = rs.getBoolean("legacy_md5");
        var types = new ArrayList<String>();
        if (live(keys, "SECRET") > 0) {
            types.add("HMAC-SHA256");
            if (md5) {
                types.add("MD5");
            }
        }
        if (live(keys, "RSA_PUBLIC") > 0) {
            types.add("RSA2");
        }
        return new AppView(
                rs.getString("app_id"),
                rs.getString("name"),
                App.Stage.valueOf(rs.getString("stage")),
                App.Status.valueOf(rs.getString("status")),
                md5,
                rs.getInt("limit_per_s"),
                List.copyOf(types),
                keys);
    }

    private static long live(List<Key> keys, String kind) {
        return keys.stream()
                .filter(k -> k.kind.equals(kind) && k.state == State.LIVE)
                .count();
    }

    private List<Key> keys(AppId app) {
        return db.sql("""
                        SELECT key_id, kind, public_key, fingerprint, not_before, not_after, last_used_at FROM merchant.app_key
                        WHERE app_id = ? ORDER BY not_before DESC, key_id""").param(app.value()).query((rs, _) -> key(rs)).list();
    }

    private Key key(ResultSet rs) throws SQLException {
        var from = rs.getObject("not_before", OffsetDateTime.class).toInstant();
        var until = rs.getObject("not_after", OffsetDateTime.class).toInstant();
        var used = rs.getObject("last_used_at", OffsetDateTime.class);
        var publicKey = rs.getString("public_key");
        var now = clock.instant();
        return new Key(
                rs.getString("key_id"),
                rs.getString("kind"),
                rs.getString("fingerprint"),
                publicKey == null ? null : KeySerial.of(Signatures.publicKey(publicKey)),
                !now.isBefore(until) ? State.ENDED : now.isBefore(from) ? State.COMING : State.LIVE,
                from,
                until,
                used == null ? null : used.toInstant());
    }

    /** A new secret; older ones of the app end after the overlap. */
    @Transactional
    public NewSecret rotateSecret(AppId app, Party by, @Nullable Integer overlapHours) {
        var secret = joining.newSecret();
        return new NewSecret(rotated(app, by, "SECRET", overlapHours, () -> joining.secretKey(app, secret)), secret);
    }

    /** Another public key; older ones end after the overlap. */
    @Transactional
    public NewRsaKey rotateRsaKey(AppId app, Party by, @Nullable String publicKey, @Nullable Integer overlapHours) {
        var key = GivenKey.rsa(publicKey);
        var platform = joining.platformPublicKey();
        return new NewRsaKey(rotated(app, by, "RSA_PUBLIC", overlapHours, () -> joining.publicKey(app, key)), platform);
    }

    private Key rotated(AppId app, Party by, String kind, @Nullable Integer overlapHours, Supplier<String> making) {
        int hours = overlapHours == null ? -1 : overlapHours;
        if (hours < 0 || hours > OVERLAP_MAX.toHours()) {
            throw Refused.invalid("overlap_hours must be 0 to " + OVERLAP_MAX.toHours() + ", found " + overlapHours
                    + "; it is how long the old key still works");
        }
        // The row is locked, so that two rotations at once leave neither too many keys nor none.
        var open = db.sql("SELECT app_id FROM merchant.app WHERE app_id = ? AND status <> 'CLOSED' FOR UPDATE")
                .param(app.value())
                .query(String.class)
                .optional();
        if (open.isEmpty()) {
            throw Refused.conflict("app.closed", "the app is closed; it gets no more keys");
        }
        var made = making.get();
        db.sql("""
                UPDATE merchant.app_key SET not_after = least(not_after, greatest(not_before, ?))
                WHERE app_id = ? AND kind = ? AND key_id <> ?""")
                .params(at(clock.instant().plus(Duration.ofHours(hours))), app.value(), kind, made)
                .update();
        var keys = keys(app);
        if (live(keys, kind) > LIVE_MAX) {
            throw Refused.conflict(
                    "key.too_many", "at most " + LIVE_MAX + " keys of a kind may live at once; end an old one first");
        }
        changes.happened();
        audit.record(by.actor(), "app.key_made", app.value(), kind + " " + made + ", overlap " + hours + " h");
        return keys.stream().filter(k -> k.keyId.equals(made)).findFirst().orElseThrow();
    }

    /** The key is used no more from now on; twice is the same as once. */
    @Transactional
    public Key end(AppId app, Party by, String keyId) {
        int ended = db.sql("""
                        UPDATE merchant.app_key SET not_after = greatest(not_before, least(not_after, ?))
                        WHERE app_id = ? AND key_id = ?""").params(at(clock.instant()), app.value(), keyId).update();
        if (ended == 0) {
            throw Refused.notFound("the app has no key " + keyId);
        }
        changes.happened();
        audit.record(by.actor(), "app.key_ended", app.value(), keyId);
        return keys(app).stream().filter(k -> k.keyId.equals(keyId)).findFirst().orElseThrow();
    }

    /** MD5 signatures are for old callers only; staff decides. */
    @Transactional
    public void legacyMd5(AppId app, Party by, boolean allowed) {
        int changed = db.sql("UPDATE merchant.app SET legacy_md5 = ? WHERE app_id = ?")
                .params(allowed, app.value())
                .update();
        if (changed == 0) {
            throw unknown();
        }
        changes.happened();
        audit.record(by.actor(), "app.legacy_md5", app.value(), allowed ? "allowed" : "no more");
    }

    /** The merchant's own app; another's is as unknown as none. */
    public AppView owned(MerchantId merchant, String appId) {
        return of(merchant).stream()
                .filter(app -> app.appId.equals(appId))
                .findFirst()
                .orElseThrow(AppKeys::unknown);
    }

    /** An app of any merchant, for staff. */
    public AppId any(String appId) {
        return db.sql("SELECT app_id FROM merchant.app WHERE app_id = ?")
                .param(appId)
                .query(String.class)
                .optional()
                .map(AppId::new)
                .orElseThrow(AppKeys::unknown);
    }

    private static Refused unknown() {
        return Refused.notFound("there is no such app");
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
