package dev.serai.contest;

import dev.serai.activity.Play;
import dev.serai.activity.PlaySource;
import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every published contest, as an activity. */
@Component
final class Contests implements PlaySource {
    private final Snapshots snapshots;
    private final Boards boards;
    private final Explanations explanations;
    private final BoardHistory history;
    private final Whereabouts whereabouts;
    private final Trends trends;
    private final FriendsBoard friends;
    private final Versus versus;
    private final BoardPages pages;
    private final BoardBells bells;
    private final PublishedResults results;
    private final Clock clock;

    Contests(
            Snapshots snapshots,
            Boards boards,
            Explanations explanations,
            BoardHistory history,
            Whereabouts whereabouts,
            Trends trends,
            FriendsBoard friends,
            Versus versus,
            BoardPages pages,
            BoardBells bells,
            PublishedResults results,
            Clock clock) {
        this.snapshots = snapshots;
        this.boards = boards;
        this.explanations = explanations;
        this.history = history;
        this.whereabouts = whereabouts;
        this.trends = trends;
        this.friends = friends;
        this.versus = versus;
        this.pages = pages;
        this.bells = bells;
        this.results = results;
        this.clock = clock;
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
        return new ContestPlay(
                contest,
                boards,
                explanations,
                history,
                whereabouts,
                trends,
                friends,
                versus,
                pages,
                bells,
                results,
                clock);
    }
}
