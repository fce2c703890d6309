/** The data plane: reads, checks, limits, routes and answers every call. Nobody depends on it. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "protocol",
            "release",
            "operator",
            "core",
            "merchant",
            "openapi",
            "consent",
            "watch"
        })
@NullMarked
package dev.serai.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
