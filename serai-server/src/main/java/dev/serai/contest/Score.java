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
    Fraction of(List<BigInteger> sums, Given given) {
        var scope = Expr.Scope.of(sums, given);
        var over = d.integer(scope);
        if (over.signum() == 0 && zeroForNone) {
            return Fraction.ZERO;
        }
        boolean enough = least == null || over.compareTo(least.integer(scope)) >= 0;
        return new Fraction(n.integer(scope), over, enough);
    }

    /** Whether it is a ratio of what was counted, rather than a count in some unit. */
    boolean ratio() {
        return counts(d);
    }

    /**
     * What the denominator multiplies its volume by: 100 where it is orders × 100, so that a quotient of minor units comes out
     * in major ones.
     */
    BigInteger perVolume(Given given) {
        if (!(d instanceof Calc.Arithmetic product) || product.operation() != Calc.Arithmetic.Operation.MULTIPLY) {
            return BigInteger.ONE;
        }
        var scope = Expr.Scope.of(List.of(), given);
        return product.parts().stream()
                .filter(part -> !counts(part))
                .map(part -> part.integer(scope))
                .reduce(BigInteger.ONE, BigInteger::multiply);
    }

    private static boolean counts(Expr expr) {
        return switch (expr) {
            case Leaf.Measure _ -> true;
            case Calc.Arithmetic sum -> sum.parts().stream().anyMatch(Score::counts);
            case Calc.Floor floor -> counts(floor.of()) || counts(floor.by());
            case Calc.Choose choose -> counts(choose.then()) || counts(choose.otherwise());
            case Let let -> counts(let.of());
            default -> false;
        };
    }

    /** What one document adds to it: the volume guard is for sums. */
    Fraction part(List<BigInteger> values, Given given) {
        var scope = Expr.Scope.of(values, given);
        return new Fraction(n.integer(scope), d.integer(scope));
    }
}
