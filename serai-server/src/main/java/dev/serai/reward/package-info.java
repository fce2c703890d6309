/** What somebody was given: grants, a double-entry ledger, delivery by the core, reversal. */
@ApplicationModule(
        allowedDependencies = {"kernel", "protocol", "release", "operator", "openapi", "core", "push", "merchant"})
@NullMarked
package dev.serai.reward;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
