/** The wire both sides share: canonical text, signatures, envelope, codes. JDK only. */
@NullMarked
package dev.serai.protocol;

import org.jspecify.annotations.NullMarked;
