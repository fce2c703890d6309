/** Members, circles, posts and comments. Neighbours: web, store. */
@NullMarked
package plaza.people;

import org.jspecify.annotations.NullMarked;
