package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.kernel.Outage;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

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
    private final Placings placings;
    private final Baselines baselines;
    private final Exclusions exclusions;
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
            Scorekeeper scorekeeper,
            Placings placings,
            Baselines baselines,
            Exclusions exclusions) {
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
        this.placings = placings;
        this.baselines = baselines;
        this.exclusions = exclusions;
    }

    /** The board as it stands. Made on the spot where nobody has asked for this contest before. */
    Board of(Contest contest) {
        var kept = live.get(contest.variant());
        var board = kept == null ? null : kept.now;
        return board != null ? board : make(contest);
    }

    /**
     * How far facts are counted into a board. Days may change while its scores stay.
     *
     * @param rev up to which change of its definition
     * @param baseline the same of its baseline; null: it has none, or none of it is known yet
     */
    record Counted(long rev, Definitions.@Nullable Progress baseline) {}

    /** Null where no board is kept yet. */
    @Nullable Counted counted(Contest contest) {
        var one = live.get(contest.variant());
        return one == null ? null : one.counted;
    }

    private Board make(Contest contest) {
        definitions.begin(contest.definition());
        baselines.begin(contest);
        var fill = filling;
        if (fill != null) {
            fill.wake();
        }
        var one = live.computeIfAbsent(contest.variant(), _ -> new LiveBoard(contest));
        var all = definitions.progress(Scorekeeper.NAME);
        var progress = all.get(contest.definition().hash());
        if (progress == null) {
            throw new IllegalStateException("definition " + contest.definition().hash() + " was begun and is gone");
        }
        synchronized (one) {
            var board = one.now;
            return board != null ? board : renew(one, progress, Baselines.progress(contest, all));
        }
    }

    private boolean refresh() {
        var snapshot = snapshots.now();
        if (snapshot.number() != seen) {
            snapshot.all(Contest.class).forEach(contest -> attempt(contest, () -> of(contest)));
            // Boards some apps see first are made again when they ask. Asked again, for what was published meanwhile.
            live.keySet()
                    .retainAll(snapshots.now().all(Contest.class).stream()
                            .map(Contest::variant)
                            .collect(Collectors.toSet()));
            seen = snapshot.number();
        }
        if (live.isEmpty() || System.nanoTime() - lookedAtNs < LOOK_LEAST_NS) {
            return false;
        }
        lookedAtNs = System.nanoTime();
        var progress = definitions.progress(Scorekeeper.NAME);
        for (var one : live.values()) {
            attempt(one.contest(), () -> keepLast(one));
            var of = progress.get(one.contest().definition().hash());
            var board = one.now;
            var baseline = Baselines.progress(one.contest(), progress);
            // One that was made since this was read is newer than it.
            if (of == null
                    || of.rev() < one.rev
                    || board != null
                            && of.rev() == one.rev
                            && of.complete() == board.complete()
                            && Objects.equals(baseline, baseline(one))) {
                continue;
            }
            if (System.nanoTime() - one.renewedAtNs >= REFRESH_EVERY_MS * 1_000_000) {
                attempt(one.contest(), () -> renew(one, of, baseline));
            }
        }
        return false;
    }

    private static Definitions.@Nullable Progress baseline(LiveBoard one) {
        var counted = one.counted;
        return counted == null ? null : counted.baseline;
    }

    /** One board's trouble is not the others'. It stays as it was, and is tried again at the next look. */
    private static void attempt(Contest contest, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw e;
            }
            LOG.error("the board of contest {} cannot be renewed", contest.activityId(), e);
        }
    }

    private Board renew(LiveBoard one, Definitions.Progress progress, Definitions.@Nullable Progress baseline) {
        synchronized (one) {
            var contest = one.contest();
            long start = meters.start();
            var before = one.now;
            // What changed besides its sums may be told by the board's head alone, as that a recount differs.
            boolean beside = progress.besideRev() > one.rev;
            boolean complete = progress.complete() && (baseline == null || baseline.complete());
            var step = contest.rules().plain() ? moved(one, progress, complete) : placed(one, complete);
            var board = before != null && !beside && step.digest.equals(one.stamped)
                    ? before
                    : stamped(contest.activityId(), step);
            if (before != null && !one.hour(before.asOf()).equals(one.hour(board.asOf()))) {
                // Before anybody sees the next: who asks how it moved finds where it stood.
                keep(one, before);
            }
            one.rev = progress.rev();
            one.stamped = step.digest;
            one.renewedAtNs = System.nanoTime();
            one.now = board;
            one.counted = new Counted(progress.rev(), baseline);
            meters.renewed(start, step.changed);
            if (before != null && board.version() != before.version()) {
                bells.ring(contest.activityId());
            }
            if (!one.hour(board.asOf()).equals(one.hourKept)) {
                keep(one, board);
            }
            return board;
        }
    }

    /** The last board of an hour, once the hour is over. */
    private void keepLast(LiveBoard one) {
        synchronized (one) {
            var board = one.now;
            if (board != null && one.hour(board.asOf()).isBefore(one.hour(clock.instant()))) {
                keep(one, board);
            }
        }
    }

    private void keep(LiveBoard one, Board board) {
        if (board.complete() && board.version() != one.versionKept && everybodys(one.contest())) {
            history.keep(one.contest(), board);
            one.hourKept = one.hour(board.asOf());
            one.versionKept = board.version();
        }
    }

    /** What some apps are shown first is no part of the contest's history. */
    private boolean everybodys(Contest contest) {
        return snapshots.now().all(Contest.class).stream()
                .anyMatch(one -> one.variant().equals(contest.variant()));
    }

    /** Makes a board under the version and time that are found for its content. */
    private interface Making {
        Board board(long version, Instant asOf);
    }

    /** @param changed how many stand differently than before */
    private record Step(String digest, int changed, Making making) {}

    /** Only what changed is looked at again. */
    private Step moved(LiveBoard one, Definitions.Progress progress, boolean complete) {
        var contest = one.contest();
        one.open();
        var excluded = exclusions.sums(contest);
        if (one.rev < 0 || progress.besideRev() > one.rev || !excluded.equals(one.excluded)) {
            one.excluded = excluded;
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
        return new Step(one.digest(complete), changed, (version, asOf) -> one.board(version, asOf, complete));
    }

    /** Divisions, a least volume and ties told apart need everyone at once. */
    private Step placed(LiveBoard one, boolean complete) {
        var contest = one.contest();
        var scores = contest.metric().nightly()
                ? contest.likeSeed001() ? nights.seed001(contest) : nights.scores(contest)
                : totals.scores(contest, totals.all(contest));
        var all = participants.of(contest, scores, units -> baselines.ranked(contest, units));
        var rows = placings.of(contest, all);
        return new Step(
                text(contest, rows, all, complete),
                rows.size(),
                (version, asOf) -> Board.of(
                                version, asOf, complete, rows, contest.groupTop(), all.groups(), all.names())
                        .in(all.divisions()));
    }

    private static String text(Contest contest, List<Board.Row> rows, Participants.All all, boolean complete) {
        var text = new StringBuilder();
        text.append(contest.told()).append(complete);
        rows.forEach(row -> text.append('\n')
                .append(row.rank())
                .append(' ')
                .append(row.unit())
                .append(' ')
                .append(row.score()));
        for (var told : List.of(all.divisions(), all.groups(), all.names())) {
            text.append("\n");
            new TreeMap<>(told)
                    .forEach((unit, value) ->
                            text.append('\n').append(unit).append(' ').append(value));
        }
        return Definition.sha256(text.toString());
    }

    private record Stamp(long version, Instant asOf) {}

    private Board stamped(long activityId, Step step) {
        var stamp = db.sql("""
                        INSERT INTO contest.board AS b (activity_id, version, digest, as_of) VALUES (?, 1, ?, ?)
                        ON CONFLICT (activity_id) DO UPDATE SET
                            version = b.version + CASE WHEN b.digest = excluded.digest THEN 0 ELSE 1 END,
                            as_of = CASE WHEN b.digest = excluded.digest THEN b.as_of ELSE excluded.as_of END,
                            digest = excluded.digest
                        RETURNING version, as_of""")
                .params(
                        activityId,
                        step.digest,
                        OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC))
                .query((rs, _) -> new Stamp(
                        rs.getLong(1), rs.getObject(2, OffsetDateTime.class).toInstant()))
                .single();
        return step.making.board(stamp.version, stamp.asOf);
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
