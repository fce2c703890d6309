package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a unit's summed measures become its score: an exact fraction in major units, computed from the sums and never as a
 * mean of ratios.
 *
 * @param least below this denominator there is no score; null: any will do
 * @param zeroForNone whether a denominator of 0 gives 0 rather than no score
 */
record Score(Expr n, Expr d, @Nullable Expr least, boolean zeroForNone) {
    private static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

    Fraction of(List<BigInteger> sums, Given given) {
        var scope = Expr.Scope.of(sums, given);
        var over = d.integer(scope);
        if (over.signum() == 0 && zeroForNone) {
            return ZERO;
        }
        boolean enough = least == null || over.compareTo(least.integer(scope)) >= 0;
        return new Fraction(n.integer(scope), over, enough);
    }

    /** What one document adds to it: the volume guard is for sums. */
    Fraction part(List<BigInteger> values, Given given) {
        var scope = Expr.Scope.of(values, given);
        return new Fraction(n.integer(scope), d.integer(scope));
    }
}
