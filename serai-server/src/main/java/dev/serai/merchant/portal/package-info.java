/** What a merchant's own people reach under {@code /portal/api/}, passed on by the door. */
@NullMarked
package dev.serai.merchant.portal;

import org.jspecify.annotations.NullMarked;
