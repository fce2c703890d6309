/** What staff and their tools see of calls and health. Nothing else may import it. */
@NullMarked
package dev.serai.watch.console;

import org.jspecify.annotations.NullMarked;
