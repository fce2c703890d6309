/** The peer Spring Cloud Gateway: the same door as a careful Spring user would write it, as one global filter. */
@NullMarked
package dev.serai.bench.scg;

import org.jspecify.annotations.NullMarked;
