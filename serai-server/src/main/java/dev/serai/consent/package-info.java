/** A user lets an app act for him: consents, tokens, linked accounts. */
@ApplicationModule(allowedDependencies = {"kernel", "merchant"})
@NullMarked
package dev.serai.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
