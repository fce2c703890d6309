package dev.serai.merchant;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The number that tells nodes to reread apps, keys and grants. */
@Component
public class Changes {
    private final JdbcClient db;

    Changes(JdbcClient db) {
        this.db = db;
    }

    /** Call it in the transaction that changed an app, a key or a grant. */
    public void happened() {
        db.sql("UPDATE merchant.change SET number = number + 1").update();
    }

    public long number() {
        return db.sql("SELECT number FROM merchant.change").query(Long.class).single();
    }
}
