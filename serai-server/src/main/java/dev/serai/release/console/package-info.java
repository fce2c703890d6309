/** What staff see of declarations. */
@NullMarked
package dev.serai.release.console;

import org.jspecify.annotations.NullMarked;
