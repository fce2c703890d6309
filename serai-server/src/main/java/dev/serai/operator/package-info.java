/** Who works here and what they may do: staff, roles, sessions, audit trail. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol"})
@NullMarked
package dev.serai.operator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
