package dev.serai.activity;

import dev.serai.kernel.AppId;
import dev.serai.openapi.PublicPage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who looks at a page that only reads, as the browser's page session or embed links say. For the rooms of the plays. */
public interface PageGuests {
    /**
     * Somebody who was let in to one activity.
     *
     * @param app whose user he is; null for who came by an embed link
     * @param userId the user the app opened the page for; null for who came by an embed link
     */
    record Guest(@Nullable AppId app, @Nullable String userId, long activityId, Outlook outlook) {
        public Guest(AppId app, String userId, long activityId) {
            this(app, userId, activityId, Outlook.himself(userId));
        }

        public Play.Viewer viewer() {
            return new Play.Viewer(userId, false, false, outlook);
        }
    }

    /** By the page session. Empty when there is none or it has ended; the causes are one to a stranger. */
    Optional<Guest> guest(PublicPage.Visit visit);

    /** By the page session, and by every embed link this browser opened, once for each of its activities. */
    default List<Guest> guests(PublicPage.Visit visit) {
        return guest(visit).stream().toList();
    }
}
