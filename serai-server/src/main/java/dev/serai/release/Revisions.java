package dev.serai.release;

import dev.serai.operator.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The history of every declaration, and the ways to move what is visible. Each change decides in a transaction of its own and
 * is shown at once on this node, within a second on others. Unknown declarations and revisions are refused as not found.
 */
public interface Revisions {
    /** What is visible of one declaration now. */
    record Head(
            String kind,
            String id,
            @Nullable String main,
            @Nullable Gray gray,
            boolean deleted,
            String changedBy,
            Instant changedAt) {}

    /** What a share sees before all do. */
    record Gray(String revision, int percent, List<String> apps) {}

    record Revision(String revision, String file, Instant createdAt, String createdBy) {}

    /** @param source the file as it was written; {@code content} the canonical JSON that counts */
    record Text(
            String kind,
            String id,
            String revision,
            String file,
            String source,
            JsonNode content,
            Instant createdAt,
            String createdBy) {}

    record Publication(
            long n,
            String action,
            @Nullable String revision,
            int percent,
            List<String> apps,
            Instant at,
            String by,
            String role) {}

    /** One place in which two revisions differ. {@code change} is added, removed or changed. */
    record Change(
            String pointer,
            String change,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    /** @param trouble why this node does not serve the latest publication whole; empty: it does */
    record Status(long snapshot, long publication, List<String> trouble) {}

    List<String> kinds();

    /** @param kind null: all */
    List<Head> heads(@Nullable String kind);

    Head head(String kind, String id);

    /** Newest first. */
    List<Revision> revisions(String kind, String id);

    /** Newest first. */
    List<Publication> publications(String kind, String id);

    Text text(String kind, String id, String revision);

    List<Change> diff(String kind, String id, String from, String to);

    /** Shows a revision to everybody, or to a share; a share that is running can be widened so, not narrowed. */
    Head publish(String kind, String id, String revision, Share share, Actor by);

    /** Ends the gray share; everybody sees the main revision again. */
    Head withdraw(String kind, String id, Actor by);

    /** Shows the gray revision to everybody. */
    Head promote(String kind, String id, Actor by);

    /** @param revision null: the main revision before this one */
    Head rollback(String kind, String id, @Nullable String revision, Actor by);

    /** Takes it out of all snapshots; its history stays. */
    void delete(String kind, String id, Actor by);

    Status status();
}
