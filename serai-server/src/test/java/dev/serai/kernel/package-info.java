@NullMarked
package dev.serai.kernel;

import org.jspecify.annotations.NullMarked;
