@NullMarked
package dev.serai.watch;

import org.jspecify.annotations.NullMarked;
