package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts clicks on a page's buttons: per activity, component, day (of the activity's zone) and user. */
@Component
final class ClickPage implements PublicPage {
    /** How many components of one activity are counted in a day; more is somebody inventing names. */
    static final int COMPONENTS_MAX = 100;

    private final PageVisits visits;
    private final Activities activities;
    private final JdbcClient db;
    private final Clock clock;

    ClickPage(PageVisits visits, Activities activities, JdbcClient db, Clock clock) {
        this.visits = visits;
        this.activities = activities;
        this.db = db;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "/h5/click";
    }

    @Override
    public Reply answer(Visit visit) {
        try {
            var holder = visits.holder(visit);
            var component = PageVisits.text(PageVisits.body(visit), "component");
            if (!component.matches("[a-z0-9][a-z0-9@._-]{0,63}")) {
                throw new Refusal(
                        SubCode.PARAM_INVALID,
                        "component must be 1 to 64 of a-z 0-9 @ . _ -, found " + Activities.quoted(component));
            }
            var zone = ZoneId.of(
                    activities.find(holder.activityId(), holder.app()).card().zone());
            count(holder.activityId(), component, clock.instant().atZone(zone).toLocalDate(), holder.userId());
            return PageReplies.ok(
                    Json.object()
                            .put("at", clock.instant().atOffset(ZoneOffset.UTC).toString()),
                    visit.requestId());
        } catch (Refusal refusal) {
            return PageReplies.refused(refusal, visit.requestId());
        }
    }

    private void count(long activityId, String component, LocalDate day, String userId) {
        db.sql("""
                INSERT INTO activity.click (activity_id, component, day, user_id, clicks)
                SELECT :activity, :component, :day, :user, 1
                WHERE (SELECT count(*) FROM activity.click
                       WHERE activity_id = :activity AND day = :day AND user_id = :user) < :max
                ON CONFLICT (activity_id, component, day, user_id) DO UPDATE SET clicks = click.clicks + 1
                """)
                .param("activity", activityId)
                .param("component", component)
                .param("day", day)
                .param("user", userId)
                .param("max", COMPONENTS_MAX)
                .update();
    }
}
