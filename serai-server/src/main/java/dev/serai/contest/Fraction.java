package dev.serai.contest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An exact score, not necessarily reduced. Denominator 0: there is no score.
 *
 * @param counts false where there is no score though it could be computed: too small a volume, an unknown number
 */
record Fraction(BigInteger n, BigInteger d, boolean counts) {
    /** There is nothing to compute a score from. */
    static final Fraction NONE = new Fraction(BigInteger.ZERO, BigInteger.ZERO, false);

    static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    Fraction(BigInteger n, BigInteger d) {
        this(n, d, true);
    }

    boolean exists() {
        return counts && d.signum() != 0;
    }

    /** Rounded half away from zero to {@code scale} places; null where there is no score. */
    @Nullable BigDecimal rounded(int scale) {
        return exists() ? new BigDecimal(n).divide(new BigDecimal(d), scale, RoundingMode.HALF_UP) : null;
    }

    /** Both must exist. */
    Fraction plus(Fraction other) {
        return d.equals(other.d)
                ? new Fraction(n.add(other.n), d)
                : new Fraction(n.multiply(other.d).add(other.n.multiply(d)), d.multiply(other.d)).reduced();
    }

    /** Both must exist. */
    Fraction times(Fraction other) {
        return new Fraction(n.multiply(other.n), d.multiply(other.d)).reduced();
    }

    /** Both must exist; over nothing there is no score. */
    Fraction over(Fraction other) {
        return other.n.signum() == 0 ? NONE : new Fraction(n.multiply(other.d), d.multiply(other.n)).reduced();
    }

    private Fraction reduced() {
        var by = n.gcd(d);
        return by.bitLength() <= 1 ? this : new Fraction(n.divide(by), d.divide(by), counts);
    }

    /** Both must exist. */
    Fraction minus(Fraction other) {
        return d.equals(other.d)
                ? new Fraction(n.subtract(other.n), d)
                : new Fraction(n.multiply(other.d).subtract(other.n.multiply(d)), d.multiply(other.d));
    }

    Fraction magnitude() {
        return new Fraction(n.abs(), d.abs(), counts);
    }

    /** Compares values exactly. Both must exist. */
    int compareValue(Fraction other) {
        if (d.equals(other.d)) {
            return d.signum() * n.compareTo(other.n);
        }
        int flip = d.signum() * other.d.signum();
        if (n.bitLength() < Long.SIZE / 2
                && d.bitLength() < Long.SIZE / 2
                && other.n.bitLength() < Long.SIZE / 2
                && other.d.bitLength() < Long.SIZE / 2) {
            return flip * Long.compare(n.longValue() * other.d.longValue(), other.n.longValue() * d.longValue());
        }
        return flip * n.multiply(other.d).compareTo(other.n.multiply(d));
    }

    /** As it stands in a digest; what a person would call the same is the same. */
    @Override
    public String toString() {
        return "Fraction[n=" + n + ", d=" + d + (counts ? "]" : ", none]");
    }
}
