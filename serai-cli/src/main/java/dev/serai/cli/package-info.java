/** The command line: signs calls, applies files, loads facts. */
@NullMarked
package dev.serai.cli;

import org.jspecify.annotations.NullMarked;
