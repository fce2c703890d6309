package dev.serai.contest;

import java.util.Comparator;

/**
 * In which order a board lists its participants, and who shares a rank. Who has no score comes after every number, in either
 * direction, and those share one rank. Among equals the unit's code decides the order shown, not the rank.
 *
 * @param grouped each group is ranked by itself, group after group in the order of their codes; who belongs to none comes last
 * @param seed001 as document 001's page counts: 1, 2, 3 whatever is equal, and who has no number first, where PostgreSQL puts
 *     NULL in a descending order
 */
record Order(boolean descending, boolean grouped, boolean seed001) implements Comparator<Entry> {
    static Order of(Contest contest) {
        return contest.likeSeed001()
                ? new Order(true, false, true)
                : new Order(contest.metric().descending(), contest.groupTop() > 0, false);
    }

    @Override
    public int compare(Entry one, Entry other) {
        int worth = compareWorth(one, other);
        return worth != 0 ? worth : one.unit().compareTo(other.unit());
    }

    /** 0 where two are of one group and equally good. */
    int compareWorth(Entry one, Entry other) {
        int group = compareGroup(one, other);
        if (group != 0) {
            return group;
        }
        if (!one.exists() || !other.exists()) {
            int first = Boolean.compare(other.exists(), one.exists());
            return seed001 ? -first : first;
        }
        return descending ? other.compareScore(one) : one.compareScore(other);
    }

    /** 0 where two are ranked in one list. */
    int compareGroup(Entry one, Entry other) {
        if (!grouped) {
            return 0;
        }
        var mine = one.group();
        var his = other.group();
        return mine == null || his == null ? Boolean.compare(mine == null, his == null) : mine.compareTo(his);
    }
}
