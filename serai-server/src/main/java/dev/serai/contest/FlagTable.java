package dev.serai.contest;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Open flags where the table of flags exists; without it there is nothing to decide. */
@Component
final class FlagTable implements OpenFlags {
    private final JdbcClient db;

    FlagTable(JdbcClient db) {
        this.db = db;
    }

    @Override
    public int open(long activityId) {
        boolean there = db.sql("SELECT to_regclass('contest.flag') IS NOT NULL")
                .query(Boolean.class)
                .single();
        return there
                ? db.sql("SELECT count(*) FROM contest.flag WHERE activity_id = ? AND decided_at IS NULL")
                        .param(activityId)
                        .query(Integer.class)
                        .single()
                : 0;
    }
}
