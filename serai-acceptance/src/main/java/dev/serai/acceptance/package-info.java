/**
 * What an outsider may rely on, proved on the running system over HTTP, signals and SQL. Neighbours: none; it knows no class
 * of the server's, the protocol's or the sample core's, so that a shared mistake cannot hide.
 */
@NullMarked
package dev.serai.acceptance;

import org.jspecify.annotations.NullMarked;
