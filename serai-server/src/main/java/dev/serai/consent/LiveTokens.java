package dev.serai.consent;

import dev.serai.kernel.AfterCommit;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.kernel.Tokens;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps every token that can still be shown in memory, and reads on from the last change. */
@Component
class LiveTokens implements AccessTokens, DisposableBean {
    /** How long an expired token is still told from one that never was. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final Found UNKNOWN = new Found.Unknown();

    private record Family(AppId app, String user, Set<String> scopes, Instant endsAt, boolean ended) {}

    private record Token(String family, Instant expiresAt) {}

    private final JdbcClient db;
    private final Clock clock;
    private final Map<String, Family> families = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    /** Apps whose calls may show a token in place of a signature. */
    private final Set<AppId> bearers = ConcurrentHashMap.newKeySet();

    private long change = -1;
    private Instant sweptAt;
    private final Loop loop;

    LiveTokens(JdbcClient db, @Value(Loop.LOOK_EVERY) Duration lookEvery, Clock clock) {
        this.db = db;
        this.clock = clock;
        this.sweptAt = clock.instant();
        refresh();
        this.loop = new Loop("tokens", lookEvery, this::refresh);
    }

    @Override
    public Found find(String token) {
        var known = tokens.get(Tokens.hash(token));
        var family = known == null ? null : families.get(known.family);
        if (known == null || family == null) {
            return UNKNOWN;
        }
        if (family.ended) {
            return new Found.Revoked(family.app);
        }
        return clock.instant().isBefore(known.expiresAt)
                ? new Found.Live(family.app, family.user, family.scopes, known.expiresAt)
                : new Found.Expired(family.app);
    }

    @Override
    public boolean mayBear(AppId app) {
        return bearers.contains(app);
    }

    /** Looks at once, so that what was done here holds when the caller learns of it. */
    void look() {
        AfterCommit.run(this::refresh, loop::wake);
    }

    private synchronized boolean refresh() {
        long now = db.sql("SELECT number FROM consent.change").query(Long.class).single();
        if (now != change) {
            var from = change;
            var remembered = java.sql.Timestamp.from(clock.instant().minus(REMEMBERED));
            // Families first: a token whose family is missing would count as unknown.
            db.sql(
                            "SELECT family_id, app_id, user_id, scopes, ends_at, ended FROM consent.family WHERE change > ? AND ends_at > ?")
                    .params(from, remembered)
                    .query(rs -> {
                        families.put(
                                rs.getString(1),
                                new Family(
                                        new AppId(rs.getString(2)),
                                        rs.getString(3),
                                        texts(rs, 4),
                                        rs.getTimestamp(5).toInstant(),
                                        rs.getBoolean(6)));
                    });
            db.sql("SELECT hash, family_id, expires_at FROM consent.access_token WHERE change > ? AND expires_at > ?")
                    .params(from, remembered)
                    .query(rs -> {
                        tokens.put(
                                rs.getString(1),
                                new Token(rs.getString(2), rs.getTimestamp(3).toInstant()));
                    });
            db.sql("SELECT app_id, bearer FROM consent.client WHERE change > ?")
                    .param(from)
                    .query(rs -> {
                        var app = new AppId(rs.getString(1));
                        if (rs.getBoolean(2)) {
                            bearers.add(app);
                        } else {
                            bearers.remove(app);
                        }
                    });
            change = now;
        }
        sweep();
        return false;
    }

    private void sweep() {
        var now = clock.instant();
        if (now.isBefore(sweptAt.plus(Duration.ofMinutes(10)))) {
            return;
        }
        sweptAt = now;
        tokens.values().removeIf(token -> token.expiresAt.plus(REMEMBERED).isBefore(now));
        families.values().removeIf(family -> family.endsAt.plus(REMEMBERED).isBefore(now));
    }

    static Set<String> texts(ResultSet rs, int column) throws SQLException {
        Array array = rs.getArray(column);
        return Set.of((String[]) array.getArray());
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
