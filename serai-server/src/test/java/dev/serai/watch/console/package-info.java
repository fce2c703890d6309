@NullMarked
package dev.serai.watch.console;

import org.jspecify.annotations.NullMarked;
