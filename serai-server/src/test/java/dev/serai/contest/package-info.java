@NullMarked
package dev.serai.contest;

import org.jspecify.annotations.NullMarked;
