package dev.serai.contest;

import dev.serai.activity.Play;
import dev.serai.activity.PlaySource;
import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every published contest, as an activity. */
@Component
final class Contests implements PlaySource {
    private final Snapshots snapshots;
    private final ContestParts parts;

    Contests(Snapshots snapshots, ContestParts parts) {
        this.snapshots = snapshots;
        this.parts = parts;
    }

    @Override
    public Optional<Play> find(long activityId, @Nullable AppId app) {
        return contest(activityId, app).map(this::play);
    }

    Optional<Contest> contest(long activityId, @Nullable AppId app) {
        return snapshots.now().find(Contest.class, Long.toString(activityId), app);
    }

    @Override
    public List<Play> all() {
        return snapshots.now().all(Contest.class).stream().map(this::play).toList();
    }

    private Play play(Contest contest) {
        return new ContestPlay(contest, parts);
    }
}
