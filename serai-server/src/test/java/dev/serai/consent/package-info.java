@NullMarked
package dev.serai.consent;

import org.jspecify.annotations.NullMarked;
