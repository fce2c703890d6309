/** One class per group of promises, all on one system started by the real ./serai run. */
@NullMarked
package dev.serai.acceptance;

import org.jspecify.annotations.NullMarked;
