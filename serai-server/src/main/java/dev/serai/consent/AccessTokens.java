package dev.serai.consent;

import dev.serai.kernel.AppId;
import java.time.Instant;
import java.util.Set;

/** What an access token is worth at this moment. Answered from memory; a revocation bites within a second. */
public interface AccessTokens {
    Found find(String token);

    /** Whether the app's calls may show an access token in place of a signature. */
    boolean mayBear(AppId app);

    /** What was found. */
    sealed interface Found {
        /** @param user the community's own number of him; not for the app's eyes */
        record Live(AppId app, String user, Set<String> scopes, Instant expiresAt) implements Found {}

        /** Its time is over; known for a day, then it is {@link Unknown}. */
        record Expired(AppId app) implements Found {}

        /** The user, the merchant or the platform took the consent back, or a refresh token was used twice. */
        record Revoked(AppId app) implements Found {}

        /** Never ours, or forgotten. */
        record Unknown() implements Found {}
    }
}
