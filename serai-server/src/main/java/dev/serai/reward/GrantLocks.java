package dev.serai.reward;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Everyone who changes several grants locks them in one order first, so that two of them never wait for each other. */
final class GrantLocks {
    private GrantLocks() {}

    static void take(JdbcClient db, Collection<String> grantIds) {
        db.sql("SELECT 1 FROM reward.given WHERE grant_id = ANY (:ids) ORDER BY grant_id FOR UPDATE")
                .param("ids", grantIds.toArray(String[]::new))
                .query(Integer.class)
                .list();
    }
}
