package dev.serai.contest;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A participant with his exact score, small: a board of a million holds a million of these.
 *
 * @param group the group he is ranked in, where groups are ranked by themselves or rows tell it
 * @param n the score's numerator, unless {@code wide} holds it
 * @param wide the score where one of its numbers is longer than 64 bits
 */
record Entry(
        String unit,
        @Nullable String group,
        long n,
        long d,
        boolean counts,
        @Nullable Fraction wide) {
    private static final int LONG_BITS = Long.SIZE - 1;

    static Entry of(String unit, @Nullable String group, Fraction score) {
        return score.n().bitLength() <= LONG_BITS && score.d().bitLength() <= LONG_BITS
                ? new Entry(unit, group, score.n().longValue(), score.d().longValue(), score.counts(), null)
                : new Entry(unit, group, 0, 0, score.counts(), score);
    }

    Fraction score() {
        return wide != null ? wide : new Fraction(BigInteger.valueOf(n), BigInteger.valueOf(d), counts);
    }

    /** Whether there is a score. */
    boolean exists() {
        return wide != null ? wide.exists() : counts && d != 0;
    }

    /** Compares values exactly. Both must exist. */
    int compareScore(Entry other) {
        if (wide != null || other.wide != null) {
            return score().compareValue(other.score());
        }
        if (d == other.d) {
            return d < 0 ? Long.compare(other.n, n) : Long.compare(n, other.n);
        }
        // Cross products in 128 bits: no 64-bit numbers are too long for that.
        long high = Math.multiplyHigh(n, other.d);
        long otherHigh = Math.multiplyHigh(other.n, d);
        int compared =
                high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(n * other.d, other.n * d);
        return (d < 0) == (other.d < 0) ? compared : -compared;
    }
}
