@NullMarked
package dev.serai.gateway.desk;

import org.jspecify.annotations.NullMarked;
