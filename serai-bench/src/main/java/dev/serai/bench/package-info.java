/** Bounded load on 127.0.0.1: how much work a call costs us and others, measured beside each other. */
@NullMarked
package dev.serai.bench;

import org.jspecify.annotations.NullMarked;
