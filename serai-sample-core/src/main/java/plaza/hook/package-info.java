/** Changes told to the outside: recorded with the change, posted afterwards. Neighbours: store. */
@NullMarked
package plaza.hook;

import org.jspecify.annotations.NullMarked;
