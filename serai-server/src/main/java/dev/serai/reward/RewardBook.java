package dev.serai.reward;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was given, for reading. */
public interface RewardBook {
    /** How many grants one page holds at most. */
    int PAGE_MAX = 1_000;

    /**
     * The ids of the newest grants these users still hold of one reward, newest first.
     *
     * @param occurrencePrefix only grants whose occurrence starts so
     * @param countByUser how many of each user at most
     */
    Map<String, List<String>> newestHeld(
            long activityId, String reward, String occurrencePrefix, Map<String, Long> countByUser);

    /**
     * A user's grants of one activity, one entry each, newest first.
     *
     * @param after the {@code next} of the page before; null for the first page
     * @param limit 1 to {@link #PAGE_MAX}
     */
    Page of(long activityId, String userId, @Nullable Long after, int limit);

    /** One user's grants. {@code next} is null at the end. */
    record Page(List<Given> rewards, @Nullable Long next) {}

    /** One grant. {@code decidedAt} is when it was promised; the core may hear of it later. */
    record Given(String grantId, String reward, Status status, Instant decidedAt, String factId) {}

    /** Where a grant stands. */
    enum Status {
        /** Promised; the core has not confirmed it yet. */
        PENDING,
        /** The core confirmed it. */
        GRANTED,
        /** Taken back. */
        REVERTED
    }

    /** The grants, the ledger and the deliveries of one activity, each counted from its own table. */
    Balance balance(long activityId);

    /**
     * @param heldMinor cost of all grants not reverted
     * @param ledgerMinor what the ledger says people hold
     * @param oneSided ledger transactions that do not sum to zero; 0 or the books are broken
     * @param toIssue issues the core has not confirmed
     * @param toRevoke revocations the core has not confirmed
     * @param debtMinor what users kept although it was taken back
     * @param trouble the newest refusal of the core, where a delivery waits for one to be repaired
     */
    record Balance(
            long activityId,
            long pending,
            long granted,
            long reverted,
            long heldMinor,
            long ledgerMinor,
            long oneSided,
            long toIssue,
            long toRevoke,
            long debtMinor,
            Optional<String> trouble) {
        /** Whether ledger and grants say the same. */
        public boolean agrees() {
            return oneSided == 0 && heldMinor == ledgerMinor;
        }
    }
}
