/** What a merchant's developers have at the portal: the log of their calls, figures of their orders, faults of their sandbox. */
@ApplicationModule(
        allowedDependencies = {"kernel", "protocol", "release", "operator", "merchant", "openapi", "watch", "order"})
@NullMarked
package dev.serai.workbench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
