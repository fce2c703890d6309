@NullMarked
package dev.serai.activity;

import org.jspecify.annotations.NullMarked;
