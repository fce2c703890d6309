package dev.serai.release;

import org.jspecify.annotations.Nullable;

/**
 * One change of what is visible.
 *
 * @param action a word of the publication log
 * @param hash the revision it is about; null: none
 * @param share who sees that revision from now on
 */
record Step(String action, @Nullable String hash, Share share, HeadRow after) {}
