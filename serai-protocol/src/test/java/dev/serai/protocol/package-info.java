@NullMarked
package dev.serai.protocol;

import org.jspecify.annotations.NullMarked;
