package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.fact.FactListener;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Who is whose friend in the community, as facts of type {@code friendship} tell it, one for each direction. Friends are two
 * who both say so; a block or an end by either parts them. Who hides is nobody's friend here, and sees none.
 */
@Component
final class Friendships implements FactListener {
    /** Friends of one user that are looked at. */
    static final int FRIENDS_MAX = 5_000;

    static final String TYPE = "friendship";

    private final JdbcClient db;
    private final Clock clock;

    Friendships(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "contest-friends";
    }

    @Override
    public Set<String> types() {
        return Set.of(TYPE);
    }

    @Override
    public void take(List<Fact> facts) {
        for (var fact : facts) {
            // A correction may name other people than the version before it.
            db.sql("DELETE FROM contest.friendship WHERE id = ?")
                    .param(fact.id())
                    .update();
            var body = fact.body();
            db.sql("""
                            INSERT INTO contest.friendship AS f (user_id, friend_id, id, status, nickname, seq)
                            VALUES (:user, :friend, :id, :status, :nickname, :seq)
                            ON CONFLICT (user_id, friend_id) DO UPDATE SET
                                id = excluded.id, status = excluded.status, nickname = excluded.nickname, seq = excluded.seq
                            WHERE f.seq < excluded.seq""")
                    .param("user", body.path("user_id").asString())
                    .param("friend", body.path("friend_id").asString())
                    .param("id", fact.id())
                    .param("status", body.path("status").asString())
                    .param("nickname", text(body.path("nickname")))
                    .param("seq", fact.seq())
                    .update();
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    /** Of whom to what he is called, by code; one more than {@link #FRIENDS_MAX} where there are more. */
    Map<String, @Nullable String> of(String user) {
        Map<String, @Nullable String> friends = new LinkedHashMap<>();
        db.sql("""
                        SELECT f.friend_id, f.nickname FROM contest.friendship f
                        JOIN contest.friendship g ON g.user_id = f.friend_id AND g.friend_id = f.user_id
                        WHERE f.user_id = :user AND f.friend_id <> f.user_id
                          AND f.status = 'FRIEND' AND g.status = 'FRIEND'
                          AND NOT EXISTS (SELECT FROM contest.hidden_user h WHERE h.user_id IN (f.user_id, f.friend_id))
                        ORDER BY f.friend_id LIMIT :max""").param("user", user).param("max", FRIENDS_MAX + 1).query(rs -> {
            friends.put(rs.getString(1), rs.getString(2));
        });
        return friends;
    }

    boolean hidden(String user) {
        return db.sql("SELECT EXISTS (SELECT FROM contest.hidden_user WHERE user_id = ?)")
                .param(user)
                .query(Boolean.class)
                .single();
    }

    /** On every friends board. Twice is the same as once. */
    void hide(String user, boolean hidden) {
        if (hidden) {
            db.sql("INSERT INTO contest.hidden_user (user_id, since) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .params(user, clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } else {
            db.sql("DELETE FROM contest.hidden_user WHERE user_id = ?")
                    .param(user)
                    .update();
        }
    }
}
