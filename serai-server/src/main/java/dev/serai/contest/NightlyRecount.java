package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.kernel.Outage;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Counts every contest that has begun and is not published again each night. What is due is asked of the tables: a house that
 * slept through a night does it when it is awake, and two that look at once write the same row.
 */
@Component
final class NightlyRecount extends LoopBean {
    private static final Logger LOG = LoggerFactory.getLogger(NightlyRecount.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Snapshots snapshots;
    private final Recount recount;
    private final RecountBook book;
    private final Endings endings;
    private final Clock clock;
    private final boolean wanted;

    NightlyRecount(
            Snapshots snapshots,
            Recount recount,
            RecountBook book,
            Endings endings,
            Clock clock,
            @Value("${serai.contest.nightly-recount:true}") boolean wanted) {
        this.snapshots = snapshots;
        this.recount = recount;
        this.book = book;
        this.endings = endings;
        this.clock = clock;
        this.wanted = wanted;
    }

    /** Those whose last night is not done. */
    List<Contest> due() {
        return snapshots.now().all(Contest.class).stream()
                .filter(contest -> !contest.state(clock.instant()).equals("scheduled"))
                .filter(contest -> endings.of(contest.activityId()).published() == 0)
                .filter(book::due)
                .toList();
    }

    private boolean step() {
        for (var contest : due()) {
            try {
                var result = recount.run(contest.activityId());
                if (result.sure() && !result.differences().isEmpty()) {
                    LOG.error(
                            "the recount of contest {} differs on {} unit-days; its board says so until it is repaired",
                            contest.activityId(),
                            result.differences().size());
                }
            } catch (RuntimeException e) {
                if (Outage.is(e)) {
                    throw e;
                }
                // One contest's trouble is not the others'; it stays due.
                LOG.error("contest {} cannot be counted again", contest.activityId(), e);
            }
        }
        return false;
    }

    @Override
    protected @Nullable Loop begin() {
        if (!wanted) {
            return null;
        }
        // Not at once: a start has enough to do, and the night was long.
        var first = new boolean[] {true};
        return new Loop("contest-recount", LOOK_EVERY, () -> {
            if (first[0]) {
                first[0] = false;
                return false;
            }
            return step();
        });
    }
}
