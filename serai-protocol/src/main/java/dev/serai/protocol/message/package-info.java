/** Signatures over HTTP messages as RFC 9421 has them, and the digest of a body (RFC 9530). JDK only. */
@NullMarked
package dev.serai.protocol.message;

import org.jspecify.annotations.NullMarked;
