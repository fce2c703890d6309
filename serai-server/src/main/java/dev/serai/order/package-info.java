/** The data loop: an order is saved here with the merchant's id before the core hears of it. */
@ApplicationModule(
        allowedDependencies = {"kernel", "protocol", "release", "operator", "openapi", "core", "push", "merchant"})
@NullMarked
package dev.serai.order;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
