package dev.serai.contest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** An exact score, not necessarily reduced. Denominator 0: there is no score. */
record Fraction(BigInteger n, BigInteger d) {
    boolean exists() {
        return d.signum() != 0;
    }

    /** Rounded half away from zero to {@code scale} places; null where there is no score. */
    @Nullable BigDecimal rounded(int scale) {
        return exists() ? new BigDecimal(n).divide(new BigDecimal(d), scale, RoundingMode.HALF_UP) : null;
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
}
