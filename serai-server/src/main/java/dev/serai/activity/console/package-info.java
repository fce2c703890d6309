/** What staff see of activities: cards and boards. Nothing else may import it. */
@NullMarked
package dev.serai.activity.console;

import org.jspecify.annotations.NullMarked;
