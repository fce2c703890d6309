@NullMarked
package dev.serai.operator;

import org.jspecify.annotations.NullMarked;
