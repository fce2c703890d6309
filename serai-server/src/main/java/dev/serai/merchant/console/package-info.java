/** What staff do with merchants, under {@code /api/}. */
@NullMarked
package dev.serai.merchant.console;

import org.jspecify.annotations.NullMarked;
