package dev.serai.contest;

import dev.serai.kernel.Loop;
import dev.serai.release.Snapshots;
import java.math.BigDecimal;
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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The boards now: each an immutable snapshot in memory, renewed at most once a second and only when sums changed. */
@Component
final class Boards implements SmartLifecycle {
    /** How long a board stands at least, so that a busy hour costs no more than one renewal a second. */
    private static final long REFRESH_EVERY_MS = 1_000;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final List<BigInteger> NOTHING =
            List.of(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    private final JdbcClient db;
    private final Definitions definitions;
    private final Snapshots snapshots;
    private final Clock clock;
    private final Scorekeeper scorekeeper;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private volatile @Nullable Loop refreshing;
    private volatile @Nullable Loop filling;
    private volatile long seen = -1;

    Boards(JdbcClient db, Definitions definitions, Snapshots snapshots, Clock clock, Scorekeeper scorekeeper) {
        this.db = db;
        this.definitions = definitions;
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
            contests.forEach(this::of);
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
                renew(one, of);
            }
        }
        return false;
    }

    private Board renew(Live one, Definitions.Progress progress) {
        synchronized (one) {
            var contest = one.contest;
            db.sql("""
                            SELECT unit, sum(v1), sum(v2), sum(v3), sum(v4) FROM contest.unit_day
                            WHERE definition = ? AND unit IN (
                                SELECT unit FROM contest.unit_day WHERE definition = ? AND rev > ?)
                            GROUP BY unit""")
                    .params(contest.definition().hash(), contest.definition().hash(), one.rev)
                    .query(rs -> {
                        one.sums.put(
                                rs.getString(1),
                                List.of(
                                        whole(rs.getBigDecimal(2)), whole(rs.getBigDecimal(3)),
                                        whole(rs.getBigDecimal(4)), whole(rs.getBigDecimal(5))));
                    });
            Map<String, Fraction> scores = new LinkedHashMap<>();
            for (var unit : contest.roster()) {
                scores.put(unit, contest.metric().score().of(one.sums.getOrDefault(unit, NOTHING)));
            }
            var board = version(contest, Ranking.rank(scores, contest.metric().descending()), progress.complete());
            one.rev = progress.rev();
            one.renewedAtNs = System.nanoTime();
            one.now = board;
            return board;
        }
    }

    private static BigInteger whole(BigDecimal value) {
        return value.toBigIntegerExact();
    }

    private record Stamp(long version, Instant asOf) {}

    private Board version(Contest contest, List<Board.Row> rows, boolean complete) {
        var text = new StringBuilder();
        text.append(contest.unit()).append(contest.metric().scale()).append(complete);
        rows.forEach(row -> text.append('\n').append(row.unit()).append(' ').append(row.score()));
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
        return Board.of(stamp.version, stamp.asOf, complete, rows);
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
