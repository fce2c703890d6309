/** What staff see of grants and the ledger. */
@NullMarked
package dev.serai.reward.console;

import org.jspecify.annotations.NullMarked;
