package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The boards now: each an immutable snapshot in memory, renewed at most once a second and only when sums changed. */
@Component
final class Boards implements SmartLifecycle {
    /** How long a board stands at least, so that a busy hour costs no more than one renewal a second. */
    private static final long REFRESH_EVERY_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Boards.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /** Facts wake the loop hundreds of times a second; how far they are is asked no oftener than this. */
    private static final long LOOK_LEAST_NS = Duration.ofMillis(100).toNanos();

    private final JdbcClient db;
    private final Definitions definitions;
    private final Totals totals;
    private final Nights nights;
    private final Participants participants;
    private final BoardHistory history;
    private final BoardBells bells;
    private final BoardMeters meters;
    private final Snapshots snapshots;
    private final Clock clock;
    private final Scorekeeper scorekeeper;
    private final Map<String, LiveBoard> live = new ConcurrentHashMap<>();
    private volatile @Nullable Loop refreshing;
    private volatile @Nullable Loop filling;
    private volatile long seen = -1;

    /** Of the refreshing loop alone. */
    private long lookedAtNs = System.nanoTime() - LOOK_LEAST_NS;

    Boards(
            JdbcClient db,
            Definitions definitions,
            Totals totals,
            Nights nights,
            Participants participants,
            BoardHistory history,
            BoardBells bells,
            BoardMeters meters,
            Snapshots snapshots,
            Clock clock,
            Scorekeeper scorekeeper) {
        this.db = db;
        this.definitions = definitions;
        this.totals = totals;
        this.nights = nights;
        this.participants = participants;
        this.history = history;
        this.bells = bells;
        this.meters = meters;
        this.snapshots = snapshots;
        this.clock = clock;
        this.scorekeeper = scorekeeper;
    }

    /** The board as it stands. Made on the spot where nobody has asked for this contest before. */
    Board of(Contest contest) {
        var kept = live.get(contest.variant());
        var board = kept == null ? null : kept.now;
        return board != null ? board : make(contest);
    }

    private Board make(Contest contest) {
        definitions.begin(contest.definition());
        var fill = filling;
        if (fill != null) {
            fill.wake();
        }
        var one = live.computeIfAbsent(contest.variant(), _ -> new LiveBoard(contest));
        var progress =
                definitions.progress(Scorekeeper.NAME).get(contest.definition().hash());
        if (progress == null) {
            throw new IllegalStateException("definition " + contest.definition().hash() + " was begun and is gone");
        }
        synchronized (one) {
            var board = one.now;
            return board != null ? board : renew(one, progress);
        }
    }

    private boolean refresh() {
        var snapshot = snapshots.now();
        if (snapshot.number() != seen) {
            var contests = snapshot.all(Contest.class);
            contests.forEach(contest -> attempt(contest, () -> of(contest)));
            // Boards some apps see first are made again when they ask.
            live.values()
                    .removeIf(one -> contests.stream()
                            .noneMatch(c -> c.variant().equals(one.contest().variant())));
            seen = snapshot.number();
        }
        if (live.isEmpty() || System.nanoTime() - lookedAtNs < LOOK_LEAST_NS) {
            return false;
        }
        lookedAtNs = System.nanoTime();
        var progress = definitions.progress(Scorekeeper.NAME);
        for (var one : live.values()) {
            var of = progress.get(one.contest().definition().hash());
            var board = one.now;
            if (of == null || board != null && of.rev() == one.rev && of.complete() == board.complete()) {
                continue;
            }
            if (System.nanoTime() - one.renewedAtNs >= REFRESH_EVERY_MS * 1_000_000) {
                attempt(one.contest(), () -> renew(one, of));
            }
        }
        return false;
    }

    /** One board's trouble is not the others'. It stays as it was, and is tried again at the next look. */
    private static void attempt(Contest contest, Runnable work) {
        try {
            work.run();
        } catch (DataAccessResourceFailureException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the board of contest {} cannot be renewed", contest.activityId(), e);
        }
    }

    private Board renew(LiveBoard one, Definitions.Progress progress) {
        synchronized (one) {
            var contest = one.contest();
            long start = meters.start();
            one.open();
            if (one.rev < 0 || progress.besideRev() > one.rev) {
                one.begin(participants.known(contest));
            }
            if (contest.metric().nightly()) {
                one.tellAll(contest.likeSeed001() ? nights.seed001(contest) : nights.scores(contest));
            } else {
                totals.changed(contest, one.rev, one::tell);
                if (contest.throughOrganisation()) {
                    one.leaveAllBut(one.told());
                }
            }
            int changed = one.settle();
            var digest = one.digest(progress.complete());
            var before = one.now;
            var board = before != null && digest.equals(one.stamped) ? before : version(one, digest, progress);
            one.rev = progress.rev();
            one.stamped = digest;
            one.renewedAtNs = System.nanoTime();
            one.now = board;
            meters.renewed(start, changed);
            if (before != null && board != before) {
                bells.ring(contest.activityId(), board.version(), board.asOf());
            }
            var hour = BoardHistory.hour(board.asOf());
            if (board.complete() && !hour.equals(one.hourKept)) {
                history.keep(contest.activityId(), board);
                one.hourKept = hour;
            }
            return board;
        }
    }

    private record Stamp(long version, Instant asOf) {}

    private Board version(LiveBoard one, String digest, Definitions.Progress progress) {
        var stamp = db.sql("""
                        INSERT INTO contest.board AS b (activity_id, version, digest, as_of) VALUES (?, 1, ?, ?)
                        ON CONFLICT (activity_id) DO UPDATE SET
                            version = b.version + CASE WHEN b.digest = excluded.digest THEN 0 ELSE 1 END,
                            as_of = CASE WHEN b.digest = excluded.digest THEN b.as_of ELSE excluded.as_of END,
                            digest = excluded.digest
                        RETURNING version, as_of""")
                .params(
                        one.contest().activityId(),
                        digest,
                        OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC))
                .query((rs, _) -> new Stamp(
                        rs.getLong(1), rs.getObject(2, OffsetDateTime.class).toInstant()))
                .single();
        return one.board(stamp.version, stamp.asOf, progress.complete());
    }

    @Override
    public void start() {
        var fill = new Loop("contest-fill", Duration.ofSeconds(1), definitions::fill);
        filling = fill;
        // A thread of its own: ranking is work for a core, which the virtual threads' few carriers are not for.
        var refresh = new Loop(
                "contest-boards", LOOK_EVERY, this::refresh, Thread.ofPlatform().daemon());
        refreshing = refresh;
        scorekeeper.onChange(refresh::wake);
    }

    @Override
    public void stop() {
        scorekeeper.onChange(() -> {});
        for (var loop : new @Nullable Loop[] {filling, refreshing}) {
            if (loop != null) {
                loop.close();
            }
        }
        filling = null;
        refreshing = null;
    }

    @Override
    public boolean isRunning() {
        return refreshing != null;
    }
}
