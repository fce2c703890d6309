package dev.serai.reward;

import dev.serai.MovableClock;
import dev.serai.OwnDatabase;
import dev.serai.push.Notice;
import dev.serai.push.Notices;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The reward room on a database of its own; a test makes every delivery itself. */
public final class RewardRoom {
    public final OwnDatabase own = OwnDatabase.fresh();
    public final MovableClock clock = new MovableClock();
    public final FakeCore core = new FakeCore();

    /** Notices of committed transactions, in their order. */
    public final List<Notice> told = new ArrayList<>();

    private final Notices notices =
            notice -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    told.add(notice);
                }
            });

    public final Rewards rewards = new StoredRewards(own.db(), notices, clock, new FulfilmentSignal());
    public final RewardBook book = new StoredRewardBook(own.db());
    final Deliveries deliveries = new Deliveries(own.db(), own.transactions(), notices, clock);
    private final Fulfilment fulfilment = new Fulfilment(deliveries, core);

    /** Delivers what is due now, until nothing is or the core is silent. */
    public void deliver() {
        while (fulfilment.step()) {
            // Each step is one round of calls.
        }
    }

    public List<String> toldOf(String grantId) {
        return told.stream()
                .filter(notice -> notice.subject().equals(grantId))
                .map(notice -> notice.data().at("/status").asString() + " "
                        + notice.data().at("/changed_seq").longValue())
                .toList();
    }
}
