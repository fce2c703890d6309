@NullMarked
package dev.serai.openapi;

import org.jspecify.annotations.NullMarked;
