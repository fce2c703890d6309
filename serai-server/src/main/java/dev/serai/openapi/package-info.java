/** The methods merchants may call: names, versions, schemas, grants. Other rooms put methods here; the gateway serves them. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator", "core", "merchant"})
@NullMarked
package dev.serai.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
