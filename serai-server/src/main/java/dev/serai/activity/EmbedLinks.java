package dev.serai.activity;

import dev.serai.kernel.DoorAddress;
import dev.serai.openapi.ApiCall;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The embed links there are: made, revoked and opened. Everything that tells for a link is told by {@link #open}. */
@Component
public class EmbedLinks {
    /** As long as browsers keep a cookie. */
    public static final Duration LIFE_MAX = Duration.ofDays(400);

    static final int ACTIVITIES_MAX = 20;
    static final int LABEL_LENGTH_MAX = 100;

    /** Of those that are still good, in one list. */
    static final int LISTED_MAX = 500;

    private static final String COLUMNS = "id, label, activities, level, unit, explains, origin, expires_at, made_by,"
            + " made_at, revoked_at, revoked_by";

    private final JdbcClient db;
    private final LinkKeys keys;
    private final Activities activities;
    private final EmbedOrigins origins;
    private final DoorAddress door;
    private final Audit audit;
    private final Clock clock;

    EmbedLinks(
            JdbcClient db,
            LinkKeys keys,
            Activities activities,
            EmbedOrigins origins,
            DoorAddress door,
            Audit audit,
            Clock clock) {
        this.db = db;
        this.keys = keys;
        this.activities = activities;
        this.origins = origins;
        this.door = door;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public EmbedLink.Made make(EmbedLink.Wanted wanted, Actor by) {
        var made = insert(wanted, checked(wanted), by.name(), null, null);
        var outlook = wanted.level().word() + (wanted.unit().isEmpty() ? "" : " " + wanted.unit());
        audit.record(
                by,
                "embed.link.make",
                made.link().name(),
                "activities " + wanted.activities() + " for " + outlook + " until "
                        + made.link().expiresAt());
        return made;
    }

    /** For an app, which alone may revoke it besides the staff. Its call is its record; an origin must be declared for it. */
    @Transactional
    public EmbedLink.Made makeFor(ApiCall call, EmbedLink.Wanted wanted) {
        var origin = checked(wanted);
        if (origin != null && !wanted.activities().stream().allMatch(id -> origins.allows(call.app(), id, origin))) {
            throw Refused.invalid("origin must be one that the operator declared for app " + call.app()
                    + " and these activities; found " + Activities.quoted(origin));
        }
        var by = "app " + call.app();
        return insert(wanted, origin, by, call.merchant().value(), call.app().value());
    }

    private EmbedLink.Made insert(
            EmbedLink.Wanted wanted,
            @Nullable String origin,
            String by,
            @Nullable String merchant,
            @Nullable String app) {
        var key = keys.newest();
        var token = LinkToken.make(key.n(), key.secret(), wanted.expiresAt());
        var now = clock.instant();
        db.sql("""
                INSERT INTO activity.embed_link
                    (id, key_n, label, activities, level, unit, explains, origin, expires_at, made_by, made_at,
                     merchant_id, app_id)
                VALUES (:id, :key, :label, :activities::bigint[], :level, :unit, :explains, :origin, :expires, :by, :at,
                     :merchant, :app)
                """)
                .param("id", token.id())
                .param("key", key.n())
                .param("label", wanted.label())
                .param("activities", array(wanted.activities()))
                .param("level", wanted.level().word())
                .param("unit", wanted.unit())
                .param("explains", wanted.explains())
                .param("origin", origin)
                .param("expires", at(token.until()))
                .param("by", by)
                .param("at", at(now))
                .param("merchant", merchant)
                .param("app", app)
                .update();
        var link = find(token.id()).orElseThrow();
        return new EmbedLink.Made(link, door.url() + "/h5/link?t=" + token.text());
    }

    /** Returns the origin as browsers write it. */
    private @Nullable String checked(EmbedLink.Wanted wanted) {
        if (wanted.label().isBlank() || wanted.label().length() > LABEL_LENGTH_MAX) {
            throw Refused.invalid("label must say what the link is for in 1 to " + LABEL_LENGTH_MAX
                    + " characters, had " + wanted.label().length());
        }
        if (wanted.activities().isEmpty()
                || wanted.activities().size() > ACTIVITIES_MAX
                || new HashSet<>(wanted.activities()).size()
                        < wanted.activities().size()) {
            throw Refused.invalid("activities must name 1 to " + ACTIVITIES_MAX + " contests, each once, found "
                    + wanted.activities().size());
        }
        wanted.activities().forEach(this::requireContest);
        if (!Outlook.fits(wanted.level(), wanted.unit())) {
            throw Refused.invalid(
                    wanted.level() == Outlook.Level.ALL
                            ? "level all goes without unit"
                            : "unit must be the code of a " + wanted.level().word() + ", of 1 to "
                                    + Outlook.UNIT_LENGTH_MAX + " characters");
        }
        var now = clock.instant();
        if (!wanted.expiresAt().isAfter(now) || wanted.expiresAt().isAfter(now.plus(LIFE_MAX))) {
            throw Refused.invalid(
                    "expires_at must lie ahead, at most " + LIFE_MAX.toDays() + " days, was " + wanted.expiresAt());
        }
        var origin = wanted.origin();
        if (origin == null || origin.isEmpty()) {
            return null;
        }
        return EmbedOrigins.origin(origin)
                .orElseThrow(() -> Refused.invalid("origin must be one origin like https://shop.example.com (http only"
                        + " on loopback; no path, no *), found " + Activities.quoted(origin)));
    }

    private void requireContest(long id) {
        try {
            if (activities.find(id, null).card().play().equals("contest")) {
                return;
            }
        } catch (Refusal unknown) {
            throw Refused.notFound(unknown.explanation());
        }
        throw Refused.invalid("activity " + id + " is no contest; a link shows boards and speaks for no user");
    }

    /** Of one activity, or of all; newest first, without those that are over. */
    public List<EmbedLink> of(@Nullable Long activityId) {
        return db.sql("SELECT " + COLUMNS + """
                 FROM activity.embed_link
                WHERE expires_at > :now AND (:activity::bigint IS NULL OR :activity::bigint = ANY (activities))
                ORDER BY made_at DESC, id LIMIT :max
                """)
                .param("now", at(clock.instant()))
                .param("activity", activityId)
                .param("max", LISTED_MAX)
                .query((row, _) -> link(row))
                .list();
    }

    /** Holds from the next call on. Twice is the same as once. */
    @Transactional
    public EmbedLink revoke(String name, Actor by) {
        var id = id(name);
        int revoked = db.sql("""
                        UPDATE activity.embed_link SET revoked_at = ?, revoked_by = ?
                        WHERE id = ? AND revoked_at IS NULL""").params(at(clock.instant()), by.name(), id).update();
        var link = find(id).orElseThrow(() -> unknown(name));
        if (revoked > 0) {
            audit.record(by, "embed.link.revoke", name, link.label());
        }
        return link;
    }

    /** A link this app made; any other is one there is not. Twice is the same as once. */
    @Transactional
    public void revokeFor(ApiCall call, String name) {
        int there = db.sql("""
                        UPDATE activity.embed_link SET revoked_at = COALESCE(revoked_at, ?), revoked_by = COALESCE(revoked_by, ?)
                        WHERE id = ? AND app_id = ?""")
                .params(
                        at(clock.instant()),
                        "app " + call.app(),
                        id(name),
                        call.app().value())
                .update();
        if (there == 0) {
            throw unknown(name);
        }
    }

    private static byte[] id(String name) {
        if (!name.matches("[0-9a-f]{32}")) {
            throw Refused.notFound("a link is named by 32 of 0-9 a-f, found " + Activities.quoted(name));
        }
        return HexFormat.of().parseHex(name);
    }

    private static Refused unknown(String name) {
        return Refused.notFound("there is no embed link " + name);
    }

    /** New links get a new key; see {@link LinkKeys#rotate}. Returns the key's number. */
    @Transactional
    public int rotateKey(boolean endOlder, Actor by) {
        return keys.rotate(endOlder, by);
    }

    /** A link somebody holds, and the text he holds it by. */
    record Opened(EmbedLink link, LinkToken token) {}

    /**
     * The link this text opens. Empty when it is no token, was changed, is over, was signed by an ended key, or is revoked; the
     * causes are one to a stranger. Only what we signed is looked for in the database.
     */
    Optional<Opened> open(String text) {
        return LinkToken.read(text)
                .filter(token -> token.until().isAfter(clock.instant()))
                .filter(token ->
                        keys.secret(token.key()).filter(token::signedBy).isPresent())
                .flatMap(token -> find(token.id())
                        .filter(link -> link.revokedAt() == null)
                        .map(link -> new Opened(link, token)));
    }

    private Optional<EmbedLink> find(byte[] id) {
        return db.sql("SELECT " + COLUMNS + " FROM activity.embed_link WHERE id = ?")
                .param(id)
                .query((row, _) -> link(row))
                .optional();
    }

    private static EmbedLink link(ResultSet row) throws SQLException {
        Array activities = row.getArray("activities");
        var revoked = row.getObject("revoked_at", OffsetDateTime.class);
        return new EmbedLink(
                HexFormat.of().formatHex(row.getBytes("id")),
                row.getString("label"),
                Arrays.asList((Long[]) activities.getArray()),
                new Outlook(
                        Outlook.Level.of(row.getString("level")).orElseThrow(),
                        row.getString("unit"),
                        row.getBoolean("explains"),
                        true),
                row.getString("origin"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                revoked == null ? null : revoked.toInstant(),
                row.getString("revoked_by"));
    }

    private static String array(List<Long> values) {
        return "{" + String.join(",", values.stream().map(String::valueOf).toList()) + "}";
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
