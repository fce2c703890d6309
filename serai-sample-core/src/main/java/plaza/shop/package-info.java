/** Products and orders. Neighbours: web, store, hook. */
@NullMarked
package plaza.shop;

import org.jspecify.annotations.NullMarked;
