@NullMarked
package dev.serai.gateway;

import org.jspecify.annotations.NullMarked;
