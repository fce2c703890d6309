@NullMarked
package dev.serai.activity.console;

import org.jspecify.annotations.NullMarked;
