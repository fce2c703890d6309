/** The company's core systems: calls with deadlines. Unknown is Pending. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator"})
@NullMarked
package dev.serai.core;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
