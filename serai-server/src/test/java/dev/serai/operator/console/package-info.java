@NullMarked
package dev.serai.operator.console;

import org.jspecify.annotations.NullMarked;
