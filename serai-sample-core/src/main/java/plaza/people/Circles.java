package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import plaza.store.Database;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** Circles and who subscribes to them. Joining twice is joining once. */
public final class Circles {
    private static final String SELECT =
            "select c.id, c.name, c.about, (select count(*) from circle_member where circle_id = c.id) members,"
                    + " (select count(*) from post where circle_id = c.id and status = 'PUBLISHED') posts from circle c ";

    private record Circle(String id, String name, String about, long members, long posts) {}

    private record Membership(String circle, boolean subscribed, long members) {}

    private final Database database;

    public Circles(Database database) {
        this.database = database;
    }

    public void routes(Routes routes) {
        routes.get("/circles", _ -> all())
                .post("/circles/{id}/join", call -> set(call, true))
                .post("/circles/{id}/leave", call -> set(call, false))
                .get("/members/{id}/circles", this::of);
    }

    private Answer all() {
        return Answer.ok(Page.last("circles", database.read(s -> s.list(SELECT + "order by id", Circles::circle))));
    }

    private Answer of(Call call) {
        return Answer.ok(Page.last(
                "circles",
                database.read(s -> s.list(
                        SELECT
                                + "join circle_member mine on mine.circle_id = c.id where mine.member_id = ? order by id",
                        Circles::circle,
                        call.path("id")))));
    }

    private Answer set(Call call, boolean subscribed) {
        String circle = call.path("id");
        String member = call.body().text("member_id", 64);
        return Answer.ok(database.change(s -> {
            if (!s.exists("circle", circle)) {
                throw Refusal.unknown("circle", circle);
            }
            Posts.known(s, "member", member);
            s.update(
                    subscribed
                            ? "insert into circle_member(circle_id, member_id) values (?, ?) on conflict do nothing"
                            : "delete from circle_member where circle_id = ? and member_id = ?",
                    circle,
                    member);
            return new Membership(
                    circle, subscribed, s.number("select count(*) from circle_member where circle_id = ?", circle));
        }));
    }

    private static Circle circle(ResultSet row) throws SQLException {
        return new Circle(
                row.getString("id"),
                row.getString("name"),
                row.getString("about"),
                row.getLong("members"),
                row.getLong("posts"));
    }
}
