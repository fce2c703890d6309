package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.openapi.PublicPage;
import java.util.Optional;

/** Who looks at a page that only reads, as the browser's page session says. For the rooms of the plays. */
public interface PageGuests {
    /** The user an app opened a page of one activity for. */
    record Guest(AppId app, String userId, long activityId) {}

    /** Empty when there is no session or it has ended; the causes are one to a stranger. */
    Optional<Guest> guest(PublicPage.Visit visit);
}
