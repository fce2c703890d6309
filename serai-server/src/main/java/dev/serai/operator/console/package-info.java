/** What staff see of themselves: signing in, operators, the audit trail; and how the console answers when it cannot. */
@NullMarked
package dev.serai.operator.console;

import org.jspecify.annotations.NullMarked;
