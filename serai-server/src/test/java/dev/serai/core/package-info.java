@NullMarked
package dev.serai.core;

import org.jspecify.annotations.NullMarked;
