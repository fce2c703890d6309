/** What operators and the command line see of contests. */
@NullMarked
package dev.serai.contest.console;

import org.jspecify.annotations.NullMarked;
