package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Door;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/**
 * Posts and the comments below them.
 *
 * <p>A post is looked at before it is shown: words nobody wants are rejected at once, links wait for a person. {@code
 * published_no} counts posts in the order in which they were shown, so that who pages by it misses none that was looked at
 * late. Of a post that costs money only the beginning is shown here.
 */
public final class Posts {
    private static final int TITLE_CHARS_MAX = 200;
    private static final int BODY_CHARS_MAX = 20_000;
    private static final int COMMENT_CHARS_MAX = 2_000;
    private static final int TAGS_MAX = 10;
    private static final int TAG_CHARS_MAX = 40;
    private static final long PRICE_MAX = 1_000_000;

    /** Writers hold it shared from before they draw a number until they commit; see the orders' lock of the same kind. */
    private static final long NUMBER_LOCK = 7_052_903;

    static final int TEASER_CHARS = 40;

    static final String SELECT = "select p.id, p.title, p.body, p.author_id, m.nickname, p.circle_id, p.tags,"
            + " p.likes, (select count(*) from comment c where c.post_id = p.id) as comments, p.created_at, p.status,"
            + " p.review_reason, p.price, p.currency, p.published_no"
            + " from post p join member m on m.id = p.author_id ";

    enum Status {
        IN_REVIEW,
        PUBLISHED,
        REJECTED
    }

    record Author(String id, String nickname) {}

    /** {@code price} is in minor units, null for a free post; {@code locked}: the body is only its beginning. */
    record Post(
            String id,
            String title,
            String body,
            Author author,
            String circle,
            List<String> tags,
            long likes,
            long comments,
            Instant createdAt,
            @Nullable Long price,
            @Nullable String currency,
            boolean locked) {}

    /** What came of looking at a post. */
    record Reviewed(String id, Status status, @Nullable String reason, Instant createdAt) {}

    private record Numbered(Post post, long number) {}

    record Comment(String id, Author author, String body, Instant createdAt) {}

    private final Database database;
    private final Clock clock;
    private final Shelf shelf = new Shelf();

    public Posts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/posts", this::list)
                .post("/posts", this::write)
                .get("/posts/{id}", call -> Answer.ok(readable(call.path("id"))))
                .get("/post", call -> Answer.ok(readable(call.requiredQuery("id"))))
                .get("/posts/{id}/review", this::reviewed)
                .post("/posts/{id}/review", this::review)
                .get("/posts/{id}/comments", this::comments)
                .post("/posts/{id}/comments", this::comment);
    }

    /** Takes the newest posts on the shelf, so that they can be read while the database is away. */
    public void fillShelf() {
        database.read(s -> s.list(
                        SELECT + "where p.status = 'PUBLISHED' order by p.id desc limit ?",
                        Posts::post,
                        Shelf.POSTS_MAX))
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

    private Answer list(Call call) {
        int limit = call.limit();
        long after = call.after();
        long settled = database.change(s -> {
            s.one("select pg_advisory_xact_lock(?)", row -> 1, NUMBER_LOCK);
            return s.number("select last_value from post_publication");
        });
        List<Numbered> posts = database.read(s -> s.list(
                SELECT + "where p.published_no > ? and p.published_no <= ? and (?::text is null or p.circle_id = ?)"
                        + " and (?::text is null or p.tags @> array[?::text])"
                        + " and (?::text is null or (p.price is not null) = ?::boolean) order by p.published_no limit ?",
                row -> new Numbered(post(row), row.getLong("published_no")),
                after,
                settled,
                call.query("circle").orElse(null),
                call.query("circle").orElse(null),
                call.query("tag").orElse(null),
                call.query("tag").orElse(null),
                paid(call),
                paid(call),
                limit + 1));
        posts.forEach(numbered -> shelf.put(numbered.post()));
        var page = Page.of("posts", posts, limit, numbered -> Long.toString(numbered.number()));
        boolean more = posts.size() > limit;
        page.put("posts", posts.stream().limit(limit).map(Numbered::post).toList());
        // Where to go on later: what is published from now on has higher numbers.
        page.put("cursor", Long.toString(more ? posts.get(limit - 1).number() : Math.max(after, settled)));
        return Answer.ok(page);
    }

    private static @Nullable String paid(Call call) {
        return call.query("paid")
                .map(text -> Boolean.toString(text.equals("true")))
                .orElse(null);
    }

    private Answer write(Call call) {
        Fields body = call.body();
        Optional<String> key = body.optionalText("request_key", 200);
        String author = body.text("author_id", 64);
        String circle = body.text("circle", 64);
        String title = body.text("title", TITLE_CHARS_MAX);
        String text = body.text("body", BODY_CHARS_MAX);
        String[] tags = body.texts("tags", TAGS_MAX, TAG_CHARS_MAX).toArray(String[]::new);
        Optional<Long> price = body.has("price") ? Optional.of(body.whole("price", 1, PRICE_MAX)) : Optional.empty();
        Screening.Verdict verdict = Screening.look(title + "\n" + text + "\n" + String.join("\n", tags));
        Written written = database.change(s -> {
            known(s, "member", author);
            known(s, "circle", circle);
            s.one("select pg_advisory_xact_lock_shared(?)", row -> 1, NUMBER_LOCK);
            Optional<Long> id = s.one(
                    "insert into post(author_id, circle_id, title, body, tags, created_at, request_key, price, status,"
                            + " review_reason, published_no) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, case when ? ="
                            + " 'PUBLISHED' then nextval('post_publication') end) on conflict (request_key) do nothing"
                            + " returning id",
                    row -> row.getLong(1),
                    author,
                    circle,
                    title,
                    text,
                    tags,
                    clock.instant(),
                    key.orElse(null),
                    price.orElse(null),
                    verdict.status().name(),
                    verdict.reason(),
                    verdict.status().name());
            if (id.isPresent()) {
                return written(s, id.get(), true);
            }
            Before before = s.one(
                            "select id, author_id = ? and circle_id = ? and title = ? and body = ? and tags = ? and price"
                                    + " is not distinct from ?::bigint same from post where request_key = ?",
                            row -> new Before(row.getLong("id"), row.getBoolean("same")),
                            author,
                            circle,
                            title,
                            text,
                            tags,
                            price.orElse(null),
                            key.orElse(null))
                    .filter(Before::same)
                    .orElseThrow(() -> Refusal.reusedKey(key.orElse("")));
            return written(s, before.id(), false);
        });
        if (written.status() == Status.PUBLISHED) {
            shelf.put(written.post());
        }
        var answer = new LinkedHashMap<String, @Nullable Object>();
        Post post = written.post();
        answer.put("id", post.id());
        answer.put("status", written.status());
        answer.put("reason", written.reason());
        answer.put("title", post.title());
        answer.put("body", post.body());
        answer.put("author", post.author());
        answer.put("circle", post.circle());
        answer.put("tags", post.tags());
        answer.put("price", post.price());
        answer.put("currency", post.currency());
        answer.put("created_at", post.createdAt());
        return written.isNew() ? Answer.created(answer) : Answer.ok(answer);
    }

    private record Before(long id, boolean same) {}

    private record Written(
            Post post, Status status, @Nullable String reason, boolean isNew) {}

    /** Its author sees all of it. */
    private static Written written(Session s, long id, boolean isNew) throws SQLException {
        return s.one(
                        SELECT + "where p.id = ?",
                        row -> new Written(
                                whole(row),
                                Status.valueOf(row.getString("status")),
                                row.getString("review_reason"),
                                isNew),
                        id)
                .orElseThrow();
    }

    /** What came of a post, for its author alone. */
    private Answer reviewed(Call call) {
        String author = call.requiredQuery("author_id");
        long id = call.pathNumber("post");
        return Answer.ok(database.read(s -> s.one(
                        "select id, status, review_reason, created_at from post where id = ? and author_id = ?",
                        Posts::reviewed,
                        id,
                        author))
                .orElseThrow(() -> Refusal.unknown("post", call.path("id"))));
    }

    /** A person looked at it. */
    private Answer review(Call call) {
        Fields body = call.body();
        String status = body.text("status", 20);
        if (!status.equals("PUBLISHED") && !status.equals("REJECTED")) {
            throw Refusal.badRequest("status must be PUBLISHED or REJECTED, was " + status);
        }
        String reason = body.optionalText("reason", 200).orElse(null);
        long id = call.pathNumber("post");
        return Answer.ok(database.change(s -> {
            s.one("select pg_advisory_xact_lock_shared(?)", row -> 1, NUMBER_LOCK);
            int changed = s.update(
                    "update post set status = ?, review_reason = ?, published_no = case when ? = 'PUBLISHED' then"
                            + " nextval('post_publication') end where id = ? and status = 'IN_REVIEW'",
                    status,
                    reason,
                    status,
                    id);
            Reviewed now = s.one(
                            "select id, status, review_reason, created_at from post where id = ?", Posts::reviewed, id)
                    .orElseThrow(() -> Refusal.unknown("post", call.path("id")));
            if (changed == 0 && !now.status().name().equals(status)) {
                throw new Refusal(409, "reviewed_already", "post " + id + " is " + now.status() + " already");
            }
            return now;
        }));
    }

    private static Reviewed reviewed(ResultSet row) throws SQLException {
        return new Reviewed(
                row.getString("id"),
                Status.valueOf(row.getString("status")),
                row.getString("review_reason"),
                Session.instant(row, "created_at"));
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
        Optional<String> key = body.optionalText("request_key", 200);
        String author = body.text("author_id", 64);
        String text = body.text("body", COMMENT_CHARS_MAX);
        Screening.Verdict verdict = Screening.look(text);
        if (verdict.status() != Status.PUBLISHED) {
            throw new Refusal(422, "comment_refused", "comments must be free of that: " + verdict.reason());
        }
        return Answer.created(database.change(s -> {
            Post post = byId(s, call.path("id"));
            known(s, "member", author);
            s.update(
                    "insert into comment(post_id, author_id, body, created_at, request_key) values (?, ?, ?, ?, ?)"
                            + " on conflict (request_key) do nothing",
                    Long.valueOf(post.id()),
                    author,
                    text,
                    clock.instant(),
                    key.orElse(null));
            return s.one(
                            "select c.*, m.nickname from comment c join member m on m.id = c.author_id where c.post_id ="
                                    + " ? and c.author_id = ? and c.body = ? and (?::text is null or c.request_key = ?)"
                                    + " order by c.id desc limit 1",
                            Posts::comment,
                            Long.valueOf(post.id()),
                            author,
                            text,
                            key.orElse(null),
                            key.orElse(null))
                    .orElseThrow(() -> Refusal.reusedKey(key.orElse("")));
        }));
    }

    static void known(Session session, String table, String id) throws SQLException {
        if (!session.exists(table, id)) {
            throw new Refusal(422, table + "_unknown", "there is no " + table + " with id " + id);
        }
    }

    /** A published post. */
    static Post byId(Session session, String id) throws SQLException {
        try {
            return session.one(SELECT + "where p.id = ? and p.status = 'PUBLISHED'", Posts::post, Long.parseLong(id))
                    .orElseThrow(() -> Refusal.unknown("post", id));
        } catch (NumberFormatException noNumber) {
            throw Refusal.unknown("post", id);
        }
    }

    /** As everybody sees it. */
    static Post post(ResultSet row) throws SQLException {
        return post(row, row.getObject("price") != null);
    }

    /** As one sees it who may read all of it. */
    static Post whole(ResultSet row) throws SQLException {
        return post(row, false);
    }

    private static Post post(ResultSet row, boolean locked) throws SQLException {
        String body = row.getString("body");
        return new Post(
                row.getString("id"),
                row.getString("title"),
                locked ? teaser(body) : body,
                author(row),
                row.getString("circle_id"),
                List.of((String[]) row.getArray("tags").getArray()),
                row.getLong("likes"),
                row.getLong("comments"),
                Session.instant(row, "created_at"),
                row.getObject("price", Long.class),
                row.getObject("price") == null ? null : row.getString("currency"),
                locked);
    }

    private static String teaser(String body) {
        return body.codePointCount(0, body.length()) <= TEASER_CHARS
                ? ""
                : body.substring(0, body.offsetByCodePoints(0, TEASER_CHARS)) + "…";
    }

    private static Comment comment(ResultSet row) throws SQLException {
        return new Comment(row.getString("id"), author(row), row.getString("body"), Session.instant(row, "created_at"));
    }

    private static Author author(ResultSet row) throws SQLException {
        return new Author(row.getString("author_id"), row.getString("nickname"));
    }
}
