/** Tells merchants what changed, in order, until they answer. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator", "merchant", "openapi"})
@NullMarked
package dev.serai.push;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
