package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.release.Declarations.SourceFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The tables of this room. */
@Component
class Shelf {
    /** How many rows of history are shown. */
    private static final int HISTORY_MAX = 500;

    private static final long LOCK = 0x5345_5241_5245_4C45L;

    private final JdbcClient db;
    private final Clock clock;

    Shelf(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** One publisher at a time over all nodes, to the end of the transaction. */
    void lock() {
        db.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query((row, i) -> "")
                .list();
    }

    long lastPublication() {
        return db.sql("SELECT coalesce(max(n), 0) FROM release.publication")
                .query(Long.class)
                .single();
    }

    List<HeadRow> heads() {
        return db.sql("SELECT * FROM release.head ORDER BY kind, id")
                .query((row, i) -> headRow(row))
                .list();
    }

    JsonNode content(Content content) {
        return Json.read(
                db.sql("SELECT canonical FROM release.revision WHERE kind = :kind AND id = :id AND hash = :hash")
                        .param("kind", content.kind())
                        .param("id", content.id())
                        .param("hash", content.hash())
                        .query(String.class)
                        .single());
    }

    /** The files of all that is visible, in one query. */
    Map<Content, JsonNode> visibleContents() {
        return db
                .sql("""
                        SELECT r.kind, r.id, r.hash, r.canonical FROM release.revision r
                        JOIN release.head h ON h.kind = r.kind AND h.id = r.id
                         AND r.hash IN (h.main_hash, h.gray_hash)""")
                .query((row, i) -> Map.entry(
                        new Content(row.getString("kind"), row.getString("id"), row.getString("hash")),
                        Json.read(row.getString("canonical"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void keep(Content content, JsonNode file, SourceFile source, Actor by) {
        db.sql("""
                INSERT INTO release.revision (kind, id, hash, canonical, source, file, created_at, created_by)
                VALUES (:kind, :id, :hash, :canonical, :source, :file, :now, :by) ON CONFLICT DO NOTHING""")
                .param("kind", content.kind())
                .param("id", content.id())
                .param("hash", content.hash())
                .param("canonical", Json.canonical(file))
                .param("source", source.text().replace("\0", ""))
                .param("file", source.name())
                .param("now", now())
                .param("by", by.name())
                .update();
    }

    void publish(long n, Step step, Actor by) {
        var after = step.after();
        db.sql("""
                INSERT INTO release.publication
                  (n, kind, id, action, hash, percent, apps, main_after, at, by_name, by_role)
                VALUES (:n, :kind, :id, :action, :hash, :percent, :apps, :main, :now, :by, :role)""")
                .param("n", n)
                .param("kind", after.kind())
                .param("id", after.id())
                .param("action", step.action())
                .param("hash", step.hash())
                .param("percent", step.share().percent())
                .param("apps", step.share().apps().toArray(String[]::new))
                .param("main", after.main())
                .param("now", now())
                .param("by", by.name())
                .param("role", by.role())
                .update();
        var gray = after.share();
        db.sql("""
                INSERT INTO release.head AS h (kind, id, main_hash, gray_hash, gray_percent, gray_apps, deleted, by_house,
                  n, changed_at, changed_by)
                VALUES (:kind, :id, :main, :gray, :percent, :apps, :deleted, :house, :n, :now, :by)
                ON CONFLICT (kind, id) DO UPDATE SET main_hash = :main, gray_hash = :gray, gray_percent = :percent,
                  gray_apps = :apps, deleted = :deleted, by_house = :house, n = :n, changed_at = :now, changed_by = :by""")
                .param("kind", after.kind())
                .param("id", after.id())
                .param("main", after.main())
                .param("gray", after.gray())
                .param("percent", gray == null ? 0 : gray.percent())
                .param("apps", gray == null ? new String[0] : gray.apps().toArray(String[]::new))
                .param("deleted", after.deleted())
                .param("house", after.byHouse())
                .param("n", n)
                .param("now", now())
                .param("by", by.name())
                .update();
    }

    List<Revisions.Head> shownHeads(@Nullable String kind) {
        return db.sql("SELECT * FROM release.head WHERE CAST(:kind AS text) IS NULL OR kind = :kind ORDER BY kind, id")
                .param("kind", kind)
                .query((row, i) -> shown(row))
                .list();
    }

    Optional<Revisions.Head> shownHead(String kind, String id) {
        return db.sql("SELECT * FROM release.head WHERE kind = :kind AND id = :id")
                .param("kind", kind)
                .param("id", id)
                .query((row, i) -> shown(row))
                .optional();
    }

    List<Revisions.Revision> revisions(String kind, String id) {
        return db.sql("""
                        SELECT hash, file, created_at, created_by FROM release.revision
                        WHERE kind = :kind AND id = :id ORDER BY created_at DESC, hash LIMIT :max""")
                .param("kind", kind)
                .param("id", id)
                .param("max", HISTORY_MAX)
                .query((row, i) -> new Revisions.Revision(
                        row.getString("hash"),
                        row.getString("file"),
                        time(row, "created_at"),
                        row.getString("created_by")))
                .list();
    }

    List<Revisions.Publication> publications(String kind, String id) {
        return db.sql("""
                        SELECT * FROM release.publication WHERE kind = :kind AND id = :id
                        ORDER BY n DESC LIMIT :max""")
                .param("kind", kind)
                .param("id", id)
                .param("max", HISTORY_MAX)
                .query((row, i) -> new Revisions.Publication(
                        row.getLong("n"),
                        row.getString("action"),
                        row.getString("hash"),
                        row.getInt("percent"),
                        apps(row, "apps"),
                        time(row, "at"),
                        row.getString("by_name"),
                        row.getString("by_role")))
                .list();
    }

    Optional<Revisions.Text> text(Content content) {
        return db.sql("SELECT * FROM release.revision WHERE kind = :kind AND id = :id AND hash = :hash")
                .param("kind", content.kind())
                .param("id", content.id())
                .param("hash", content.hash())
                .query((row, i) -> new Revisions.Text(
                        content.kind(),
                        content.id(),
                        content.hash(),
                        row.getString("file"),
                        row.getString("source"),
                        Json.read(row.getString("canonical")),
                        time(row, "created_at"),
                        row.getString("created_by")))
                .optional();
    }

    /** The main revision that all saw before they saw {@code now}. */
    Optional<String> mainBefore(String kind, String id, @Nullable String now) {
        return db.sql("""
                        SELECT main_after FROM release.publication
                        WHERE kind = :kind AND id = :id AND main_after IS NOT NULL
                          AND main_after IS DISTINCT FROM CAST(:now AS text)
                        ORDER BY n DESC LIMIT 1""")
                .param("kind", kind)
                .param("id", id)
                .param("now", now)
                .query(String.class)
                .optional();
    }

    Map<String, String> builtIns() {
        return db
                .sql("SELECT file, source_hash FROM release.built_in")
                .query((row, i) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void keepBuiltIn(String file, String sourceHash) {
        db.sql("""
                INSERT INTO release.built_in (file, source_hash) VALUES (:file, :hash)
                ON CONFLICT (file) DO UPDATE SET source_hash = :hash""").param("file", file).param("hash", sourceHash).update();
    }

    private static HeadRow headRow(ResultSet row) throws SQLException {
        var gray = row.getString("gray_hash");
        return new HeadRow(
                row.getString("kind"),
                row.getString("id"),
                row.getString("main_hash"),
                gray,
                gray == null ? null : new Share(row.getInt("gray_percent"), apps(row, "gray_apps")),
                row.getBoolean("deleted"),
                row.getBoolean("by_house"));
    }

    private static Revisions.Head shown(ResultSet row) throws SQLException {
        var head = headRow(row);
        var share = head.share();
        return new Revisions.Head(
                head.kind(),
                head.id(),
                head.main(),
                head.gray() == null || share == null
                        ? null
                        : new Revisions.Gray(head.gray(), share.percent(), share.apps()),
                head.deleted(),
                row.getString("changed_by"),
                time(row, "changed_at"));
    }

    private static List<String> apps(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
