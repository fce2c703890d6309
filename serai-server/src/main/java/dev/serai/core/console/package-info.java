/** What staff see of the cores. */
@NullMarked
package dev.serai.core.console;

import org.jspecify.annotations.NullMarked;
