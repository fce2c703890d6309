@NullMarked
package dev.serai.protocol.message;

import org.jspecify.annotations.NullMarked;
