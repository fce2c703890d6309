package dev.serai.reward;

import dev.serai.kernel.MerchantId;
import java.util.List;

/** What is given to people, for campaigns and contests alike. Every change happens in the caller's transaction. */
public interface Rewards {
    /**
     * Grants one reward; its ledger lines and notice are kept in the same transaction. The occurrence makes it happen once:
     * a second grant with the same (activity, reward, user, occurrence) changes nothing.
     */
    void grant(List<GrantOrder> orders);

    /** Takes these grants back: ledger reversal, notice, and the core's coupon returned. Twice changes nothing. */
    void revert(List<String> grantIds, String reason);

    /**
     * One reward for one user.
     *
     * @param merchant who hears of it
     * @param reward the reward's id within its activity
     * @param occurrence the business identity of this one success
     * @param kind what is given, for example {@code coupon}
     * @param pool which one, in the core's words
     * @param costMinor what it costs, in minor units
     * @param factId the fact that earned it
     */
    record GrantOrder(
            String grantId,
            MerchantId merchant,
            long activityId,
            String revision,
            String reward,
            String userId,
            String occurrence,
            String kind,
            String pool,
            long costMinor,
            String currency,
            String factId) {}
}
