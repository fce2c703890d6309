@NullMarked
package dev.serai.bench;

import org.jspecify.annotations.NullMarked;
