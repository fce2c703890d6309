@NullMarked
package dev.serai.fact;

import org.jspecify.annotations.NullMarked;
