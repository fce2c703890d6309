/** Shops or clerks ranked in a declared metric over facts. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "protocol",
            "release",
            "operator",
            "activity",
            "fact",
            "openapi",
            "reward",
            "push",
            "merchant"
        })
@NullMarked
package dev.serai.contest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
