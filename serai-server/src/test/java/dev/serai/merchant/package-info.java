@NullMarked
package dev.serai.merchant;

import org.jspecify.annotations.NullMarked;
