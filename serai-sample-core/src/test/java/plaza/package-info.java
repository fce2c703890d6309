/** Promises of the community and shop, each driven through its real HTTP door on a real PostgreSQL. */
@NullMarked
package plaza;

import org.jspecify.annotations.NullMarked;
