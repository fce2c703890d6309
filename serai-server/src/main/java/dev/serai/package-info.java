/** Serai server: one deployable, one package per room. */
@NullMarked
package dev.serai;

import org.jspecify.annotations.NullMarked;
