package dev.serai.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes guessing passwords slow. Each try counts as a failure until it succeeded, so guesses sent at the same moment do not
 * slip through together; kept in the database, so that a restart and a second node forget nothing.
 */
@Component
public class LoginThrottle {
    /** This many failures of one account cost no waiting. */
    static final int ACCOUNT_FREE_FAILURES = 5;

    /** An office of many people may share one address. */
    static final int ADDRESS_FREE_FAILURES = 30;

    /** The first wait; each further failure doubles it. */
    static final Duration WAIT_MIN = Duration.ofSeconds(2);

    static final Duration WAIT_MAX = Duration.ofMinutes(15);

    /** Failures older than this are forgotten. */
    static final Duration MEMORY = Duration.ofHours(24);

    private static final int DOUBLINGS_MAX = 20;

    private final JdbcClient db;
    private final Clock clock;

    LoginThrottle(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Counts a try and says how long to wait before the next; zero: go on. */
    public Duration tryFor(String account, String address) {
        forgetOld();
        var wait = count("address:" + address, ADDRESS_FREE_FAILURES);
        return wait.isZero() ? count("account:" + account, ACCOUNT_FREE_FAILURES) : wait;
    }

    /** The last try of {@link #tryFor} was right after all. */
    public void succeeded(String account, String address) {
        db.sql("DELETE FROM operator.login_failure WHERE key = :key")
                .param("key", "account:" + account)
                .update();
        db.sql("""
                UPDATE operator.login_failure SET failures = greatest(failures - 1, 0), wait_until = last_at
                WHERE key = :key""").param("key", "address:" + address).update();
    }

    private Duration count(String key, int free) {
        var now = clock.instant();
        int counted = db.sql("""
                        INSERT INTO operator.login_failure AS f (key, failures, last_at, wait_until)
                        VALUES (:key, 1, :now, :now)
                        ON CONFLICT (key) DO UPDATE SET
                          failures = f.failures + 1,
                          last_at = :now,
                          wait_until = CAST(:now AS timestamptz) + make_interval(secs =>
                            CASE WHEN f.failures + 1 < :free THEN 0
                            ELSE least(:max, :min * power(2, least(f.failures + 1 - :free, :doublings))) END)
                        WHERE f.wait_until <= :now""")
                .param("key", key)
                .param("now", at(now))
                .param("free", free)
                .param("min", (double) WAIT_MIN.toSeconds())
                .param("max", (double) WAIT_MAX.toSeconds())
                .param("doublings", DOUBLINGS_MAX)
                .update();
        if (counted > 0) {
            return Duration.ZERO;
        }
        return db.sql("SELECT wait_until FROM operator.login_failure WHERE key = :key")
                .param("key", key)
                .query(OffsetDateTime.class)
                .optional()
                .map(until -> Duration.between(now, until.toInstant()))
                .filter(Duration::isPositive)
                .orElse(Duration.ofSeconds(1));
    }

    private void forgetOld() {
        db.sql("DELETE FROM operator.login_failure WHERE last_at < :old")
                .param("old", at(clock.instant().minus(MEMORY)))
                .update();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
