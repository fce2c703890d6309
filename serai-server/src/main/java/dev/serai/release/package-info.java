/** Declarations: files checked, kept as immutable revisions, published, rolled back, shown first to some. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "operator"})
@NullMarked
package dev.serai.release;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
