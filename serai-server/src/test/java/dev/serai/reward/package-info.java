@NullMarked
package dev.serai.reward;

import org.jspecify.annotations.NullMarked;
