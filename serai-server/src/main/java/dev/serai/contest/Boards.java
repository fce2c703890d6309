package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.release.Snapshots;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private final JdbcClient db;
    private final Definitions definitions;
    private final Totals totals;
    private final Nights nights;
    private final Participants participants;
    private final BoardHistory history;
    private final Snapshots snapshots;
    private final Clock clock;
    private final Scorekeeper scorekeeper;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile @Nullable Loop refreshing;
    private volatile @Nullable Loop filling;
    private volatile long seen = -1;

    Boards(
            JdbcClient db,
            Definitions definitions,
            Totals totals,
            Nights nights,
            Participants participants,
            BoardHistory history,
            Snapshots snapshots,
            Clock clock,
            Scorekeeper scorekeeper) {
        this.db = db;
        this.definitions = definitions;
        this.totals = totals;
        this.nights = nights;
        this.participants = participants;
        this.history = history;
        this.snapshots = snapshots;
        this.clock = clock;
        this.scorekeeper = scorekeeper;
    }

    /** A board being kept. Its methods are called by one thread at a time. */
    private static final class Live {
        private final Contest contest;
        private final Map<String, List<BigInteger>> sums = new LinkedHashMap<>();
        private long rev = -1;
        private long renewedAtNs;
        private @Nullable Instant hourKept;
        private volatile @Nullable Board now;

        Live(Contest contest) {
            this.contest = contest;
        }
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
        var one = live.computeIfAbsent(contest.variant(), _ -> new Live(contest));
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
                    .removeIf(
                            one -> contests.stream().noneMatch(c -> c.variant().equals(one.contest.variant())));
            seen = snapshot.number();
        }
        if (live.isEmpty()) {
            return false;
        }
        var progress = definitions.progress(Scorekeeper.NAME);
        for (var one : live.values()) {
            var of = progress.get(one.contest.definition().hash());
            var board = one.now;
            if (of == null || board != null && of.rev() == one.rev && of.complete() == board.complete()) {
                continue;
            }
            if (System.nanoTime() - one.renewedAtNs >= REFRESH_EVERY_MS * 1_000_000) {
                attempt(one.contest, () -> renew(one, of));
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

    private Board renew(Live one, Definitions.Progress progress) {
        synchronized (one) {
            var contest = one.contest;
            Map<String, Fraction> scores;
            // Without statements nobody knows how a unit stands; without receipts it sold nothing.
            Fraction without;
            if (contest.metric().nightly()) {
                scores = contest.likeSeed001() ? nights.seed001(contest) : nights.scores(contest);
                without = Fraction.NONE;
            } else {
                totals.renew(contest, one.sums, one.rev);
                scores = totals.scores(contest, one.sums);
                without = contest.score(Totals.NOTHING);
            }
            var all = participants.of(contest, scores, without);
            var board = version(contest, rank(contest, all), all, progress.complete());
            one.rev = progress.rev();
            one.renewedAtNs = System.nanoTime();
            one.now = board;
            var hour = BoardHistory.hour(board.asOf());
            if (board.complete() && !hour.equals(one.hourKept)) {
                history.keep(contest.activityId(), board);
                one.hourKept = hour;
            }
            return board;
        }
    }

    static List<Board.Row> rank(Contest contest, Participants.All all) {
        boolean descending = contest.metric().descending();
        if (contest.likeSeed001()) {
            return Ranking.asSeed001(all.scores());
        }
        return contest.groupTop() > 0
                ? Ranking.rankInGroups(all.scores(), all.groups(), descending)
                : Ranking.rank(all.scores(), descending);
    }

    private record Stamp(long version, Instant asOf) {}

    private Board version(Contest contest, List<Board.Row> rows, Participants.All all, boolean complete) {
        var text = new StringBuilder();
        text.append(contest.unit()).append(contest.metric().scale()).append(complete);
        rows.forEach(row -> text.append('\n').append(row.unit()).append(' ').append(row.score()));
        new TreeMap<>(all.groups())
                .forEach((unit, group) ->
                        text.append("\ng ").append(unit).append(' ').append(group));
        new TreeMap<>(all.names())
                .forEach((unit, called) ->
                        text.append("\nn ").append(unit).append(' ').append(called));
        var stamp = db.sql("""
                        INSERT INTO contest.board AS b (activity_id, version, digest, as_of) VALUES (?, 1, ?, ?)
                        ON CONFLICT (activity_id) DO UPDATE SET
                            version = b.version + CASE WHEN b.digest = excluded.digest THEN 0 ELSE 1 END,
                            as_of = CASE WHEN b.digest = excluded.digest THEN b.as_of ELSE excluded.as_of END,
                            digest = excluded.digest
                        RETURNING version, as_of""")
                .params(
                        contest.activityId(),
                        Definition.sha256(text.toString()),
                        OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC))
                .query((rs, _) -> new Stamp(
                        rs.getLong(1), rs.getObject(2, OffsetDateTime.class).toInstant()))
                .single();
        return Board.of(stamp.version, stamp.asOf, complete, rows, contest.groupTop(), all.groups(), all.names());
    }

    @Override
    public void start() {
        var fill = new Loop("contest-fill", Duration.ofSeconds(1), definitions::fill);
        filling = fill;
        var refresh = new Loop("contest-boards", LOOK_EVERY, this::refresh);
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
