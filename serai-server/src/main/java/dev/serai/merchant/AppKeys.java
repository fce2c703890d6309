package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.security.cert.X509Certificate;
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
    private final NewKeys fresh;
    private final Changes changes;
    private final Audit audit;
    private final Clock clock;

    AppKeys(JdbcClient db, Joining joining, NewKeys fresh, Changes changes, Audit audit, Clock clock) {
        this.db = db;
        this.joining = joining;
        this.fresh = fresh;
        this.changes = changes;
        this.audit = audit;
        this.clock = clock;
    }

    public enum State {
        COMING,
        LIVE,
        ENDED
    }

    /**
     * @param kind SECRET, RSA_PUBLIC, SM2_PUBLIC, AES or CERTIFICATE
     * @param serialNo how header dialects name an RSA key or a certificate; null for other kinds
     * @param certSn how Alipay's clients name a certificate; null for other kinds
     * @param certificate PEM; null for other kinds
     */
    public record Key(
            String keyId,
            String kind,
            @Nullable String fingerprint,
            @Nullable String serialNo,
            @Nullable String certSn,
            @Nullable String certificate,
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

    /** @param platformPublicKey verifies answers to calls that this key signed */
    public record NewPublicKey(Key key, String platformPublicKey) {}

    public record NewAesKey(Key key, String aesKey) {}

    /** All three certificates that a client needs, as PEM. */
    public record NewCertificate(
            Key key,
            String certificate,
            String platformCertificate,
            String platformCertSn,
            String rootCertificate,
            String rootCertSn) {}

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
        if (live(keys, "SM2_PUBLIC") > 0) {
            types.add("SM2");
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
                        SELECT key_id, kind, public_key, fingerprint, certificate, cert_sn, not_before, not_after, last_used_at
                        FROM merchant.app_key
                        WHERE app_id = ? ORDER BY not_before DESC, key_id""").param(app.value()).query((rs, _) -> key(rs)).list();
    }

    private Key key(ResultSet rs) throws SQLException {
        var from = rs.getObject("not_before", OffsetDateTime.class).toInstant();
        var until = rs.getObject("not_after", OffsetDateTime.class).toInstant();
        var used = rs.getObject("last_used_at", OffsetDateTime.class);
        var kind = rs.getString("kind");
        var publicKey = rs.getString("public_key");
        var certificate = rs.getString("certificate");
        var serialNo = certificate != null
                ? Certificates.serialNo(Certificates.kept(certificate))
                : publicKey != null && kind.equals("RSA_PUBLIC") ? KeySerial.of(Signatures.publicKey(publicKey)) : null;
        var now = clock.instant();
        return new Key(
                rs.getString("key_id"),
                kind,
                rs.getString("fingerprint"),
                serialNo,
                rs.getString("cert_sn"),
                certificate,
                !now.isBefore(until) ? State.ENDED : now.isBefore(from) ? State.COMING : State.LIVE,
                from,
                until,
                used == null ? null : used.toInstant());
    }

    /** A new secret; older ones of the app end after the overlap. */
    @Transactional
    public NewSecret rotateSecret(AppId app, Party by, @Nullable Integer overlapHours) {
        var secret = fresh.drawnSecret();
        return new NewSecret(rotated(app, by, "SECRET", overlapHours, () -> fresh.secret(app, secret)), secret);
    }

    /** Another public key; older ones end after the overlap. */
    @Transactional
    public NewPublicKey rotateRsaKey(AppId app, Party by, @Nullable String publicKey, @Nullable Integer overlapHours) {
        var key = GivenKey.rsa(publicKey);
        var platform = joining.platformPublicKey();
        return new NewPublicKey(rotated(app, by, "RSA_PUBLIC", overlapHours, () -> fresh.rsa(app, key)), platform);
    }

    /** Another public SM2 key; older ones end after the overlap. */
    @Transactional
    public NewPublicKey rotateSm2Key(AppId app, Party by, @Nullable String publicKey, @Nullable Integer overlapHours) {
        var key = GivenKey.sm2(publicKey);
        var platform = joining.platformSm2Key();
        return new NewPublicKey(rotated(app, by, "SM2_PUBLIC", overlapHours, () -> fresh.sm2(app, key)), platform);
    }

    /** A new key to encrypt with; older ones of the app end after the overlap. */
    @Transactional
    public NewAesKey rotateAesKey(AppId app, Party by, @Nullable Integer overlapHours) {
        var key = fresh.drawnAesKey();
        return new NewAesKey(rotated(app, by, "AES", overlapHours, () -> fresh.aes(app, key)), key);
    }

    /** Another certificate, written by us or given; older ones end after the overlap. */
    @Transactional
    public NewCertificate rotateCertificate(
            AppId app, Party by, GivenCertificate given, @Nullable Integer overlapHours) {
        var written = given.written();
        if (written != null) {
            requireTime(written);
        }
        var certificate = written == null ? fresh.written(app, given.key()) : written;
        var platform = joining.platformCertificates();
        var key = rotated(app, by, "CERTIFICATE", overlapHours, () -> {
            requireNew(app, Certificates.sn(certificate));
            return fresh.certified(app, certificate);
        });
        return new NewCertificate(
                key,
                Certificates.pem(certificate),
                platform.certificate(),
                platform.certSn(),
                platform.rootCertificate(),
                platform.rootCertSn());
    }

    private void requireTime(X509Certificate certificate) {
        var now = clock.instant();
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            throw GivenKey.invalid(
                    "certificate", "it ended at " + certificate.getNotAfter().toInstant());
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw GivenKey.invalid(
                    "certificate", "it begins at " + certificate.getNotBefore().toInstant());
        }
    }

    private void requireNew(AppId app, String certSn) {
        var there = db.sql("SELECT count(*) FROM merchant.app_key WHERE app_id = ? AND cert_sn = ?")
                .params(app.value(), certSn)
                .query(Long.class)
                .single();
        if (there > 0) {
            throw Refused.conflict("key.exists", "the app has the certificate " + certSn + " already; give another");
        }
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
