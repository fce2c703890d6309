package dev.serai.contest;

import java.sql.Date;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * To whom a unit's prizes go: the account the contest's roster names, else the one its organisation fact named on the window's
 * last day, else a clerk to himself and any other unit to {@code store:ID}, which the core takes or refuses.
 */
@Component
final class PrizeAccounts {
    private final JdbcClient db;

    PrizeAccounts(JdbcClient db) {
        this.db = db;
    }

    /** @param named whether roster or organisation named it */
    record Account(String subject, boolean named) {}

    Map<String, Account> of(Contest contest, Collection<String> units) {
        Map<String, Account> found = new HashMap<>();
        db.sql("""
                        SELECT DISTINCT ON (body->>'code') body->>'code', body->>'account' FROM fact.document
                        WHERE type = ? AND body->>'unit' = ? AND body->>'code' = ANY (?::text[])
                            AND COALESCE((body->>'since')::date, '-infinity') <= ?
                        ORDER BY body->>'code', COALESCE((body->>'since')::date, '-infinity') DESC, seq DESC""")
                .params(
                        Scorekeeper.ORGANISATION,
                        contest.unit(),
                        units.toArray(String[]::new),
                        Date.valueOf(contest.definition().given().lastDay()))
                .query(rs -> {
                    if (rs.getString(2) != null) {
                        found.put(rs.getString(1), new Account(rs.getString(2), true));
                    }
                });
        contest.closing().accounts().forEach((unit, account) -> found.put(unit, new Account(account, true)));
        boolean people = contest.unit().equals("clerk") || contest.unit().equals("user");
        units.forEach(unit ->
                found.computeIfAbsent(unit, _ -> new Account(people ? unit : contest.unit() + ":" + unit, people)));
        return found;
    }
}
