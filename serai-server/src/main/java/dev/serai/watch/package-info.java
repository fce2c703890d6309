/** What happened at the door: call records, success rates, latency. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator"})
@NullMarked
package dev.serai.watch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
