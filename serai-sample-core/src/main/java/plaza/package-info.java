/** A small community and shop: members, posts, circles, products, orders, points, coupons, credit. */
@NullMarked
package plaza;

import org.jspecify.annotations.NullMarked;
