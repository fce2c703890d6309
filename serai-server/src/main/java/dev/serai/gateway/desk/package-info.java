/** Where a merchant's developer has a refused signature explained. */
@NullMarked
package dev.serai.gateway.desk;

import org.jspecify.annotations.NullMarked;
