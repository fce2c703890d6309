/** What happened, as the business told us: typed, versioned documents, taken in once. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator", "merchant", "openapi"})
@NullMarked
package dev.serai.fact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
