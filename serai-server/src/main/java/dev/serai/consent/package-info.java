/** A user lets an app act for him: the OAuth2 authorization server, its pages, consents, tokens, linked accounts. */
@ApplicationModule(allowedDependencies = {"kernel", "protocol", "release", "operator", "merchant", "openapi", "core"})
@NullMarked
package dev.serai.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
