package dev.serai.activity;

import dev.serai.openapi.PageGate;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.openapi.StoreTrouble;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;

/** The page of an activity is there for everybody where it is declared public, otherwise for its own page sessions. */
@Component
final class ActivityPageGate implements PageGate {
    private final Activities activities;
    private final PageSessions sessions;

    ActivityPageGate(Activities activities, PageSessions sessions) {
        this.activities = activities;
        this.sessions = sessions;
    }

    @Override
    public String path() {
        return "/h5/";
    }

    @Override
    public int status(Visit visit) {
        try {
            var id = PageVisits.activityId(visit);
            if (activities.find(id, null).card().open() || sessionIsFor(id, visit)) {
                return 200;
            }
            return SubCode.SESSION_EXPIRED.code();
        } catch (Refusal refusal) {
            return refusal.subCode().code();
        } catch (RuntimeException e) {
            if (StoreTrouble.isOutage(e)) {
                return SubCode.STORE_UNAVAILABLE.code();
            }
            throw e;
        }
    }

    private boolean sessionIsFor(long activity, Visit visit) {
        var cookie = visit.cookies().get(PageVisits.COOKIE);
        return cookie != null
                && sessions.holder(new Ticket(cookie))
                        .filter(holder -> holder.activityId() == activity)
                        .isPresent();
    }
}
