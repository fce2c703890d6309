package dev.serai.watch;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** From where apps' calls came. */
@Component
public class Callers {
    private final JdbcClient db;

    Callers(JdbcClient db) {
        this.db = db;
    }

    /** Calls from one address. */
    public record Caller(String address, long calls, Instant lastAt) {}

    /** Calls of these apps whose signature fitted, from this moment on, by address, the most calls first. */
    public List<Caller> since(List<String> apps, Instant from, int addressesMax) {
        return db.sql("""
                        SELECT address, count(*), max(at) FROM watch.call
                        WHERE app_id = ANY (:apps) AND at >= :from AND dialect <> 'h5'
                            AND step NOT IN ('read', 'dialect', 'app', 'allow_list', 'signature')
                        GROUP BY address ORDER BY 2 DESC, address LIMIT :most""")
                .param("apps", apps.toArray(String[]::new))
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("most", addressesMax)
                .query((rs, _) -> new Caller(
                        rs.getString(1),
                        rs.getLong(2),
                        rs.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }
}
