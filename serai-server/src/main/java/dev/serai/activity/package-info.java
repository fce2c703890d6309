/** One live activity: its dates, its page, and the road from (activity id, action) to the code that answers. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator", "openapi", "fact", "merchant"})
@NullMarked
package dev.serai.activity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
