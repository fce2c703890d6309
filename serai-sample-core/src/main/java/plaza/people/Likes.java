package plaza.people;

import java.time.Clock;
import plaza.store.Database;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Routes;

/** Who likes a post. Liking twice is liking once. */
public final class Likes {
    private final Database database;
    private final Clock clock;

    private record Liked(String postId, boolean liked, long likes) {}

    public Likes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/posts/{id}/like", call -> set(call, true)).post("/posts/{id}/unlike", call -> set(call, false));
    }

    private Answer set(Call call, boolean liked) {
        String member = call.body().text("member_id", 64);
        return Answer.ok(database.change(s -> {
            long post = Long.parseLong(Posts.byId(s, call.path("id")).id());
            Posts.known(s, "member", member);
            int changed = liked
                    ? s.update(
                            "insert into post_like(post_id, member_id, liked_at) values (?, ?, ?) on conflict do nothing",
                            post,
                            member,
                            clock.instant())
                    : s.update("delete from post_like where post_id = ? and member_id = ?", post, member);
            long likes = s.number(
                    "update post set likes = likes + ? where id = ? returning likes", liked ? changed : -changed, post);
            return new Liked(Long.toString(post), liked, likes);
        }));
    }
}
