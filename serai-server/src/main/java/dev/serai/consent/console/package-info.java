/** What staff see of consents. */
@NullMarked
package dev.serai.consent.console;

import org.jspecify.annotations.NullMarked;
