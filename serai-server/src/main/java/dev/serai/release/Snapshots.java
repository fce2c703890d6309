package dev.serai.release;

import dev.serai.kernel.AppId;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is published now. A call takes one snapshot and keeps it to its end, so it never sees a mixture. */
public interface Snapshots {
    /** One volatile read. */
    Snapshot now();

    /** Told after each publication, with the new snapshot; rooms that keep derived tables renew them here. */
    interface Listener {
        void published(Snapshot now);
    }

    /** An immutable picture of everything published. */
    interface Snapshot {
        /** Rises with each publication. */
        long number();

        /** The declaration of this type and id as {@code app} sees it; null: as most see it. */
        <T> Optional<T> find(Class<T> type, String id, @Nullable AppId app);

        /** All of this type as {@code app} sees them; null: as most see them. */
        <T> Collection<T> all(Class<T> type, @Nullable AppId app);

        /** All of this type as most see them. */
        default <T> Collection<T> all(Class<T> type) {
            return all(type, null);
        }

        /** Whether any declaration of this type is live for some apps only; when not, every app sees the same. */
        default boolean partlyPublished(Class<?> type) {
            return true;
        }

        /** The content hash (lower hex SHA-256) of what {@code find} gives. */
        Optional<String> revision(Class<?> type, String id, @Nullable AppId app);
    }
}
