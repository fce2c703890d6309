@NullMarked
package dev.serai.embed;

import org.jspecify.annotations.NullMarked;
