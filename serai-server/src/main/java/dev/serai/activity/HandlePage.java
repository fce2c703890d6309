package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.openapi.SessionCalls;
import dev.serai.protocol.Refusal;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The entry of a page's script: the session, or the embed link the address names, says who, from where and which activity;
 * the script only says what to do.
 */
@Component
final class HandlePage implements PublicPage {
    private final PageVisits visits;
    private final LinkCalls links;
    // The gateway serves this page and makes these calls: asked for late, or the two would wait for each other.
    private final ObjectProvider<SessionCalls> calls;

    HandlePage(PageVisits visits, LinkCalls links, ObjectProvider<SessionCalls> calls) {
        this.visits = visits;
        this.links = links;
        this.calls = calls;
    }

    @Override
    public String path() {
        return "/h5/handle";
    }

    @Override
    public Reply answer(Visit visit) {
        try {
            if (LinkVisits.named(visit)) {
                return PageReplies.ok(links.answer(visit), visit.requestId());
            }
            var holder = visits.holder(visit);
            var body = PageVisits.body(visit);
            var params = Json.object()
                    .put("activity_id", holder.activityId())
                    .put("action", PageVisits.text(body, "action"))
                    .put("args", Json.canonical(Args.read(body.get("args"))));
            var data = PageCall.from(
                    holder.outlook(),
                    () -> calls.getObject()
                            .call(holder.app(), holder.userId(), "activity.handle", params, visit.requestId()));
            return PageReplies.ok(data, visit.requestId());
        } catch (Refusal refusal) {
            return PageReplies.refused(refusal, visit.requestId());
        }
    }
}
