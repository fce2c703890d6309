package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;

/** How a unit's summed measures become its score: an exact fraction in major units. */
sealed interface Score {
    Fraction of(List<BigInteger> sums);

    /** One measure over a constant, for example cents over 100. */
    record Value(int measure, BigInteger divisor) implements Score {
        @Override
        public Fraction of(List<BigInteger> sums) {
            return new Fraction(sums.get(measure), divisor);
        }
    }

    /** One measure over another, computed from the sums and never as a mean of ratios. */
    record Ratio(int numerator, int denominator) implements Score {
        @Override
        public Fraction of(List<BigInteger> sums) {
            return new Fraction(sums.get(numerator), sums.get(denominator));
        }
    }
}
