package dev.serai.activity;

import dev.serai.kernel.AppId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where activities of one play come from. The room of the play makes it a bean. */
public interface PlaySource {
    /** The activity as this app sees it now (a revision may be live for some apps first); null: as most see it. */
    Optional<Play> find(long activityId, @Nullable AppId app);

    /** All published activities of this play. */
    List<Play> all();
}
