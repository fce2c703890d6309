/** Who the merchants are: their apps, keys and status. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator"})
@NullMarked
package dev.serai.merchant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
