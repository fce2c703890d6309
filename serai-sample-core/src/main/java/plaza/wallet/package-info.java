/** Coupons, points, credit limits and repayments. Neighbours: web, store, hook. */
@NullMarked
package plaza.wallet;

import org.jspecify.annotations.NullMarked;
