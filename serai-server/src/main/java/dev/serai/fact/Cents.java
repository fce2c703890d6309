package dev.serai.fact;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Money read from a decimal in major units.
 *
 * @param minor whole minor units
 * @param exact false when the text was within {@link #TOLERANCE} of them only
 */
record Cents(long minor, boolean exact) {
    /** How far from a whole cent, in cents, a value may lie and still be that cent: noise of somebody's double. */
    static final BigDecimal TOLERANCE = new BigDecimal("0.000001");

    /** An exponent beyond this many places is no amount of money; it would only cost memory. */
    private static final int PLACES_MAX = 400;

    /** Throws NumberFormatException, with the cause, when it is not an amount. */
    static Cents parse(String text) {
        var cents = decimal(text).movePointRight(2);
        var whole = cents.setScale(0, RoundingMode.HALF_UP);
        var off = cents.subtract(whole).abs();
        if (off.compareTo(TOLERANCE) > 0) {
            throw new NumberFormatException("is not a whole cent");
        }
        try {
            return new Cents(whole.longValueExact(), off.signum() == 0);
        } catch (ArithmeticException e) {
            throw new NumberFormatException("is beyond 64 bits");
        }
    }

    /** A decimal, exactly as written; 4.0128e+10 is 40128000000. */
    static BigDecimal decimal(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("is not a number");
        }
        if (Math.abs((long) value.scale()) > PLACES_MAX || value.precision() > PLACES_MAX) {
            throw new NumberFormatException("has more than " + PLACES_MAX + " places");
        }
        return value;
    }
}
