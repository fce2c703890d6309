/** Who is invited, to do what, past which threshold, for which reward. */
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
            "order",
            "merchant"
        })
@NullMarked
package dev.serai.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
