package dev.serai.contest;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/**
 * Everyone on a board, in order. Immutable.
 *
 * <h2>How it is kept</h2>
 * Two arrays of the same entries, one by unit and one in the board's order. Neither ranks nor places stand anywhere: one
 * entry that moves would change those of all it passes. Where somebody stands is searched for by halves, and his rank is
 * where the first of his equals stands. So what changes among n participants costs as many searches as changed and two copies
 * of n references, whatever the scores; nothing is sorted again but the changed ones.
 */
final class Standings {
    private final Order order;
    private final Entry[] byUnit;
    private final Entry[] inOrder;

    private Standings(Order order, Entry[] byUnit, Entry[] inOrder) {
        this.order = order;
        this.byUnit = byUnit;
        this.inOrder = inOrder;
    }

    /** From scratch. Each unit at most once. */
    static Standings of(Order order, Collection<Entry> all) {
        var byUnit = all.toArray(Entry[]::new);
        Arrays.sort(byUnit, BY_UNIT);
        var inOrder = byUnit.clone();
        Arrays.sort(inOrder, order);
        return new Standings(order, byUnit, inOrder);
    }

    private static final Comparator<Entry> BY_UNIT = Comparator.comparing(Entry::unit);

    /** How a unit stands from now on; null: it leaves the board. */
    record Change(String unit, @Nullable Entry entry) {}

    /** What came of changes: who stands differently now, as he was and as he is. */
    record Step(Standings standings, List<Entry> left, List<Entry> came) {}

    /** Each unit at most once. What is as it was does not count as a change. */
    Step with(List<Change> changes) {
        List<Entry> left = new ArrayList<>();
        List<Entry> came = new ArrayList<>();
        List<Entry> gone = new ArrayList<>();
        List<Entry> joined = new ArrayList<>();
        var units = byUnit.clone();
        for (var change : changes) {
            int at = at(change.unit);
            var before = at < 0 ? null : byUnit[at];
            var entry = change.entry;
            if (before == null ? entry == null : before.equals(entry)) {
                continue;
            }
            if (before != null) {
                left.add(before);
            }
            if (entry != null) {
                came.add(entry);
            }
            if (before == null) {
                joined.add(entry);
            } else if (entry == null) {
                gone.add(before);
            } else {
                units[at] = entry;
            }
        }
        if (left.isEmpty() && came.isEmpty()) {
            return new Step(this, left, came);
        }
        return new Step(
                new Standings(order, replace(units, gone, joined, BY_UNIT), replace(inOrder, left, came, order)),
                left,
                came);
    }

    /** The same array without some and with others, which are put in order first. */
    private static Entry[] replace(Entry[] from, List<Entry> left, List<Entry> came, Comparator<Entry> by) {
        if (left.isEmpty() && came.isEmpty()) {
            return from;
        }
        left.sort(by);
        came.sort(by);
        var into = new Entry[from.length - left.size() + came.size()];
        int read = 0;
        int written = 0;
        int l = 0;
        int c = 0;
        while (l < left.size() || c < came.size()) {
            // An equal pair is the same unit: the new one takes the old one's place.
            boolean comes = l == left.size() || c < came.size() && by.compare(came.get(c), left.get(l)) <= 0;
            int until = search(from, read, comes ? came.get(c) : left.get(l), by);
            System.arraycopy(from, read, into, written, until - read);
            written += until - read;
            read = until;
            if (comes) {
                into[written++] = came.get(c++);
            } else {
                read++;
                l++;
            }
        }
        System.arraycopy(from, read, into, written, from.length - read);
        return into;
    }

    /** The first place from {@code start} on that is not before {@code key}: it is near, so strides grow from there. */
    private static int search(Entry[] in, int start, Entry key, Comparator<Entry> by) {
        int low = start;
        int stride = 1;
        while (low + stride <= in.length && by.compare(in[low + stride - 1], key) < 0) {
            low += stride;
            stride *= 2;
        }
        int at = Arrays.binarySearch(in, low, Math.min(in.length, low + stride), key, by);
        return at < 0 ? -at - 1 : at;
    }

    int size() {
        return inOrder.length;
    }

    /** Everyone, by unit's code. */
    List<Entry> entries() {
        return Collections.unmodifiableList(Arrays.asList(byUnit));
    }

    @Nullable Entry find(String unit) {
        int at = at(unit);
        return at < 0 ? null : byUnit[at];
    }

    private int at(String unit) {
        return Arrays.binarySearch(byUnit, new Entry(unit, null, 0, 0, false, null), BY_UNIT);
    }

    /** Where a unit stands, from 0; -1 where it does not. */
    int place(String unit) {
        var entry = find(unit);
        return entry == null ? -1 : Arrays.binarySearch(inOrder, entry, order);
    }

    private int rank(int at) {
        if (order.seed001()) {
            return at + 1;
        }
        int group = order.grouped() ? first(at, order::compareGroup) : 0;
        return first(at, order::compareWorth) - group + 1;
    }

    /** The first place whose entry is as good as that at {@code at}. */
    private int first(int at, Comparator<Entry> by) {
        var entry = inOrder[at];
        if (at == 0 || by.compare(inOrder[at - 1], entry) != 0) {
            return at;
        }
        int low = 0;
        int high = at - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (by.compare(inOrder[middle], entry) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Board.Row row(int rank, int at) {
        return new Board.Row(rank, inOrder[at].unit(), inOrder[at].score());
    }

    /** All rows; each is made when it is asked for. */
    List<Board.Row> rows() {
        return new Rows();
    }

    /** Of each group those with the first ranks. */
    List<Board.Row> top(int ranks) {
        List<Board.Row> rows = new ArrayList<>();
        for (int group = 0; group < inOrder.length; ) {
            int rank = 1;
            int at = group;
            for (; at < inOrder.length && order.compareGroup(inOrder[group], inOrder[at]) == 0; at++) {
                if (at > group && (order.seed001() || order.compareWorth(inOrder[at - 1], inOrder[at]) != 0)) {
                    rank = at - group + 1;
                }
                if (rank > ranks) {
                    break;
                }
                rows.add(row(rank, at));
            }
            group = end(group, at);
        }
        return List.copyOf(rows);
    }

    /** The first place after {@code from} that is of another group than {@code group}. */
    private int end(int group, int from) {
        int low = from;
        int high = inOrder.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.compareGroup(inOrder[group], inOrder[middle]) == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private final class Rows extends AbstractList<Board.Row> implements RandomAccess {
        @Override
        public int size() {
            return inOrder.length;
        }

        @Override
        public Board.Row get(int at) {
            return row(rank(at), at);
        }

        /** Goes through them with one comparison a row instead of a search. */
        @Override
        public Iterator<Board.Row> iterator() {
            return new Iterator<>() {
                private int at;
                private int group;
                private int rank;

                @Override
                public boolean hasNext() {
                    return at < inOrder.length;
                }

                @Override
                public Board.Row next() {
                    if (at == inOrder.length) {
                        throw new NoSuchElementException("the board has " + at + " rows");
                    }
                    if (at > 0 && order.compareGroup(inOrder[at - 1], inOrder[at]) != 0) {
                        group = at;
                    }
                    if (at == group || order.seed001() || order.compareWorth(inOrder[at - 1], inOrder[at]) != 0) {
                        rank = at - group + 1;
                    }
                    return row(rank, at++);
                }
            };
        }

        @Override
        public Spliterator<Board.Row> spliterator() {
            return Spliterators.spliterator(
                    iterator(), inOrder.length, Spliterator.ORDERED | Spliterator.IMMUTABLE | Spliterator.NONNULL);
        }
    }
}
