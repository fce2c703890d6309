@NullMarked
package dev.serai.push;

import org.jspecify.annotations.NullMarked;
