/** What operators and the command line see of facts. */
@NullMarked
package dev.serai.fact.console;

import org.jspecify.annotations.NullMarked;
