package dev.serai.campaign;

import dev.serai.release.Snapshots.Snapshot;

/** Which revision of a campaign's file is published. */
final class Revisions {
    private Revisions() {}

    static String of(Snapshot snapshot, Campaign campaign) {
        return snapshot.revision(Campaign.class, Long.toString(campaign.id()), null)
                .orElseThrow(() ->
                        new IllegalStateException("campaign " + campaign.id() + " is published without a revision"));
    }
}
