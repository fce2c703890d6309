@NullMarked
package dev.serai.order;

import org.jspecify.annotations.NullMarked;
