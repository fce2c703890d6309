/** What staff see and do of grants and limits. */
@NullMarked
package dev.serai.openapi.console;

import org.jspecify.annotations.NullMarked;
