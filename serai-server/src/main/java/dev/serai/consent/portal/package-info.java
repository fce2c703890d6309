/** What a merchant sees of his apps' users. */
@NullMarked
package dev.serai.consent.portal;

import org.jspecify.annotations.NullMarked;
