package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Door;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** Circles, the posts in them and the comments below those. */
public final class Posts {
    private static final int TITLE_CHARS_MAX = 200;
    private static final int BODY_CHARS_MAX = 20_000;
    private static final int COMMENT_CHARS_MAX = 2_000;
    private static final int TAGS_MAX = 10;
    private static final int TAG_CHARS_MAX = 40;

    private static final String SELECT = "select p.id, p.title, p.body, p.author_id, m.nickname, p.circle_id, p.tags,"
            + " p.likes, (select count(*) from comment c where c.post_id = p.id) as comments, p.created_at"
            + " from post p join member m on m.id = p.author_id ";

    record Author(String id, String nickname) {}

    record Post(
            String id,
            String title,
            String body,
            Author author,
            String circle,
            List<String> tags,
            long likes,
            long comments,
            Instant createdAt) {}

    record Comment(String id, Author author, String body, Instant createdAt) {}

    record Circle(String id, String name, String about, long members, long posts) {}

    private final Database database;
    private final Clock clock;
    private final Shelf shelf = new Shelf();

    public Posts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/circles", _ -> circles())
                .get("/posts", this::list)
                .post("/posts", this::write)
                .get("/posts/{id}", call -> Answer.ok(readable(call.path("id"))))
                .get("/post", call -> Answer.ok(readable(call.requiredQuery("id"))))
                .get("/posts/{id}/comments", this::comments)
                .post("/posts/{id}/comments", this::comment);
    }

    /** Takes the newest posts on the shelf, so that they can be read while the database is away. */
    public void fillShelf() {
        database.read(s -> s.list(SELECT + "order by p.id desc limit ?", Posts::post, Shelf.POSTS_MAX))
                .reversed()
                .forEach(shelf::put);
    }

    /** As it is now; while the database cannot be asked, as it was last seen. */
    private Post readable(String id) {
        try {
            Post post = database.read(s -> byId(s, id));
            shelf.put(post);
            return post;
        } catch (Door.Unavailable away) {
            return shelf.find(id).orElseThrow(() -> away);
        }
    }

    private Answer circles() {
        return Answer.ok(Page.last(
                "circles",
                database.read(s -> s.list(
                        "select id, name, about, (select count(*) from circle_member where circle_id = c.id) members,"
                                + " (select count(*) from post where circle_id = c.id) posts from circle c order by id",
                        row -> new Circle(
                                row.getString("id"),
                                row.getString("name"),
                                row.getString("about"),
                                row.getLong("members"),
                                row.getLong("posts"))))));
    }

    private Answer list(Call call) {
        int limit = call.limit();
        List<Post> posts = database.read(s -> s.list(
                SELECT + "where p.id > ? and (?::text is null or p.circle_id = ?)"
                        + " and (?::text is null or p.tags @> array[?::text]) order by p.id limit ?",
                Posts::post,
                call.after(),
                call.query("circle").orElse(null),
                call.query("circle").orElse(null),
                call.query("tag").orElse(null),
                call.query("tag").orElse(null),
                limit + 1));
        posts.forEach(shelf::put);
        return Answer.ok(Page.of("posts", posts, limit, Post::id));
    }

    private Answer write(Call call) {
        Fields body = call.body();
        String author = body.text("author_id", 64);
        String circle = body.text("circle", 64);
        String title = body.text("title", TITLE_CHARS_MAX);
        String text = body.text("body", BODY_CHARS_MAX);
        String[] tags = body.texts("tags", TAGS_MAX, TAG_CHARS_MAX).toArray(String[]::new);
        Post written = database.change(s -> {
            known(s, "member", author);
            known(s, "circle", circle);
            long id = s.number(
                    "insert into post(author_id, circle_id, title, body, tags, created_at) values (?, ?, ?, ?, ?, ?)"
                            + " returning id",
                    author,
                    circle,
                    title,
                    text,
                    tags,
                    clock.instant());
            return byId(s, Long.toString(id));
        });
        shelf.put(written);
        return Answer.created(written);
    }

    private Answer comments(Call call) {
        int limit = call.limit();
        List<Comment> comments = database.read(s -> {
            Post post = byId(s, call.path("id"));
            return s.list(
                    "select c.id, c.author_id, m.nickname, c.body, c.created_at from comment c"
                            + " join member m on m.id = c.author_id where c.post_id = ? and c.id > ? order by c.id"
                            + " limit ?",
                    Posts::comment,
                    Long.valueOf(post.id()),
                    call.after(),
                    limit + 1);
        });
        return Answer.ok(Page.of("comments", comments, limit, Comment::id));
    }

    private Answer comment(Call call) {
        Fields body = call.body();
        String author = body.text("author_id", 64);
        String text = body.text("body", COMMENT_CHARS_MAX);
        return Answer.created(database.change(s -> {
            Post post = byId(s, call.path("id"));
            known(s, "member", author);
            Optional<Comment> written = s.one(
                    "with c as (insert into comment(post_id, author_id, body, created_at) values (?, ?, ?, ?)"
                            + " returning *) select c.*, m.nickname from c join member m on m.id = c.author_id",
                    Posts::comment,
                    Long.valueOf(post.id()),
                    author,
                    text,
                    clock.instant());
            return written.orElseThrow();
        }));
    }

    private static void known(Session session, String table, String id) throws SQLException {
        if (!session.exists(table, id)) {
            throw new Refusal(422, table + "_unknown", "there is no " + table + " with id " + id);
        }
    }

    private static Post byId(Session session, String id) throws SQLException {
        try {
            return session.one(SELECT + "where p.id = ?", Posts::post, Long.parseLong(id))
                    .orElseThrow(() -> Refusal.unknown("post", id));
        } catch (NumberFormatException noNumber) {
            throw Refusal.unknown("post", id);
        }
    }

    private static Post post(ResultSet row) throws SQLException {
        return new Post(
                row.getString("id"),
                row.getString("title"),
                row.getString("body"),
                author(row),
                row.getString("circle_id"),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getLong("likes"),
                row.getLong("comments"),
                Session.instant(row, "created_at"));
    }

    private static Comment comment(ResultSet row) throws SQLException {
        return new Comment(row.getString("id"), author(row), row.getString("body"), Session.instant(row, "created_at"));
    }

    private static Author author(ResultSet row) throws SQLException {
        return new Author(row.getString("author_id"), row.getString("nickname"));
    }
}
