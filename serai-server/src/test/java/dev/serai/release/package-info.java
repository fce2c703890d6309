@NullMarked
package dev.serai.release;

import org.jspecify.annotations.NullMarked;
