package dev.serai.campaign;

import dev.serai.activity.Play;
import dev.serai.activity.PlaySource;
import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots;
import dev.serai.reward.RewardBook;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The published campaigns as activities. */
@Component
final class CampaignPlays implements PlaySource {
    private final Snapshots snapshots;
    private final CampaignViews views;
    private final RewardBook book;
    private final Clock clock;

    CampaignPlays(Snapshots snapshots, CampaignViews views, RewardBook book, Clock clock) {
        this.snapshots = snapshots;
        this.views = views;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public Optional<Play> find(long activityId, @Nullable AppId app) {
        return snapshots
                .now()
                .find(Campaign.class, Long.toString(activityId), app)
                .map(this::play);
    }

    @Override
    public List<Play> all() {
        return snapshots.now().all(Campaign.class).stream().map(this::play).toList();
    }

    private Play play(Campaign campaign) {
        return new CampaignPlay(campaign, views, book, clock.instant());
    }
}
