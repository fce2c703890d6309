/** Words every room shares: merchant, app, ids, canonical JSON, lanes. Depends on nothing. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.serai.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
