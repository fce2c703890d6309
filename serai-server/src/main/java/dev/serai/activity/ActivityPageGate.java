package dev.serai.activity;

import dev.serai.openapi.PageGate;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.openapi.StoreTrouble;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The page of an activity is there for everybody where it is declared public, otherwise for its own page sessions and for
 * embed links, whose address names the link and no activity.
 */
@Component
final class ActivityPageGate implements PageGate {
    private final Activities activities;
    private final PageSessions sessions;
    private final LinkVisits links;

    ActivityPageGate(Activities activities, PageSessions sessions, LinkVisits links) {
        this.activities = activities;
        this.sessions = sessions;
        this.links = links;
    }

    @Override
    public String path() {
        return "/h5/";
    }

    @Override
    public Verdict look(Visit visit) {
        try {
            if (LinkVisits.named(visit)) {
                var link = links.required(visit);
                return Objects.equals(link.origin(), visit.query().get("embed"))
                        ? new Verdict(200, link.origin())
                        : new Verdict(SubCode.SESSION_EXPIRED.code(), null);
            }
            var id = PageVisits.activityId(visit);
            boolean open = activities.find(id, null).card().open();
            var holder = session(id, visit.query().get("embed"), visit);
            return new Verdict(
                    open || holder.isPresent() ? 200 : SubCode.SESSION_EXPIRED.code(),
                    holder.map(PageSessions.Holder::embedOrigin).orElse(null));
        } catch (Refusal refusal) {
            return new Verdict(refusal.subCode().code(), null);
        } catch (RuntimeException e) {
            if (StoreTrouble.isOutage(e)) {
                return new Verdict(SubCode.STORE_UNAVAILABLE.code(), null);
            }
            throw e;
        }
    }

    /** The page writes to the origin its address names, so that must be the session's. */
    Optional<PageSessions.Holder> session(long activity, @Nullable String embed, Visit visit) {
        var cookie = visit.cookies().get(embed == null ? PageVisits.COOKIE : PageVisits.framedCookie(activity));
        return cookie == null
                ? Optional.empty()
                : sessions.holder(new Ticket(cookie))
                        .filter(holder -> holder.activityId() == activity)
                        .filter(holder -> Objects.equals(holder.embedOrigin(), embed));
    }
}
