package dev.serai.contest;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One board being kept, with what it was made of, so that only what changed is looked at again. What is not volatile is for
 * whoever holds its lock.
 */
final class LiveBoard {
    private final Contest contest;
    private final Order order;

    /** What who takes part without documents scores; null: he is not on the board. */
    private final @Nullable Fraction without;

    private final List<Standings.Change> changes = new ArrayList<>();
    private Standings standings;
    private Digest digest = new Digest();
    private @Nullable Known known;

    /** Up to which change of its definition it is made; -1 before the first. */
    long rev = -1;

    /** What excluded documents add up to. */
    Map<String, List<BigInteger>> excluded = Map.of();

    long renewedAtNs;

    /** The hour of which a board was kept last, and which version that was. */
    @Nullable Instant hourKept;

    long versionKept;

    /** The digest under which {@link #now} has its version. */
    String stamped = "";

    /** Never newer than {@link #now}. */
    volatile Boards.@Nullable Counted counted;

    volatile @Nullable Board now;

    LiveBoard(Contest contest) {
        this.contest = contest;
        this.order = Order.of(contest);
        this.without = contest.rules().without(contest.withoutDocuments());
        this.standings = Standings.of(order, List.of());
    }

    Contest contest() {
        return contest;
    }

    Instant hour(Instant at) {
        return contest.definition().days().hour(at);
    }

    /** From nothing: everybody who takes part without documents. All scores must be told afterwards. */
    void begin(Known known) {
        rev = -1;
        this.known = known;
        digest = new Digest();
        changes.clear();
        List<Entry> entries = new ArrayList<>();
        if (without != null) {
            for (var unit : known.always()) {
                entries.add(Entry.of(unit, known.group(unit), without));
            }
        }
        standings = Standings.of(order, entries);
        entries.forEach(entry -> digest.add(entry, known.names().get(entry.unit())));
    }

    /** Forgets what was told and not yet settled. */
    void open() {
        changes.clear();
    }

    void tell(String unit, List<BigInteger> sums) {
        tell(unit, sums.isEmpty() ? null : contest.score(Exclusions.less(sums, excluded.get(unit))));
    }

    /** @param score null for who has no document any more */
    private void tell(String unit, @Nullable Fraction score) {
        if (!contest.roster().has(unit)) {
            return;
        }
        var whoTakesPart = known();
        var shown = score != null ? score : whoTakesPart.always().contains(unit) ? without : null;
        changes.add(new Standings.Change(unit, shown == null ? null : Entry.of(unit, whoTakesPart.group(unit), shown)));
    }

    /** All there are: whoever is not among them has no document. */
    void tellAll(Map<String, Fraction> scores) {
        scores.forEach(this::tell);
        leaveAllBut(scores.keySet());
    }

    /** Whoever is on the board and not among these has no document any more. */
    void leaveAllBut(Set<String> units) {
        for (var entry : standings.entries()) {
            if (!units.contains(entry.unit())) {
                tell(entry.unit(), (Fraction) null);
            }
        }
    }

    /** The units told since {@link #open}. */
    Set<String> told() {
        Set<String> units = new HashSet<>();
        changes.forEach(change -> units.add(change.unit()));
        return units;
    }

    /** Puts what was told into place. Returns how many stand differently now. */
    int settle() {
        var step = standings.with(changes);
        changes.clear();
        var names = known().names();
        step.left().forEach(entry -> digest.remove(entry, names.get(entry.unit())));
        step.came().forEach(entry -> digest.add(entry, names.get(entry.unit())));
        standings = step.standings();
        return Math.max(step.left().size(), step.came().size());
    }

    /** Names all of its content. */
    String digest(boolean complete) {
        return digest.text(contest.told() + complete);
    }

    Board board(long version, Instant asOf, boolean complete) {
        var all = standings;
        var rows = all.rows();
        return new Board(
                version,
                asOf,
                complete,
                rows,
                contest.groupTop() == 0 ? rows : all.top(contest.groupTop()),
                all::place,
                known().groups(),
                known().names(),
                Map.of());
    }

    private Known known() {
        var begun = known;
        if (begun == null) {
            throw new IllegalStateException("the board of contest " + contest.activityId() + " was not begun");
        }
        return begun;
    }
}
