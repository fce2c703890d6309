/** What a first start brings along so that a newcomer sees the house at work: two merchants, staff, real receipts. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "protocol",
            "release",
            "operator",
            "merchant",
            "openapi",
            "consent",
            "core",
            "fact"
        })
@NullMarked
package dev.serai.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
