@NullMarked
package dev.serai.campaign;

import org.jspecify.annotations.NullMarked;
