package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.kernel.MerchantId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps what a write was answered, durably, where callers have no nonce to tell a repetition from an attack: the same
 * signature again is given the same bytes.
 */
@Component
public class FirstAnswers implements DisposableBean {
    private static final Duration SWEEP_PAUSE = Duration.ofSeconds(60);

    private final JdbcClient db;
    private final Clock clock;
    private final Loop sweep;

    FirstAnswers(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
        this.sweep = new Loop("first-answer-sweep", SWEEP_PAUSE, this::forgetOld);
    }

    /** Keeps an answer before it is given, as long as the nonce counts as used. A later use of the nonce replaces it. */
    public void keep(AppId app, MerchantId merchant, String nonce, byte[] body) {
        db.sql("""
                INSERT INTO openapi.first_answer (app_id, nonce, merchant_id, at, body) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (app_id, nonce) DO UPDATE SET at = EXCLUDED.at, body = EXCLUDED.body""")
                .params(app.value(), nonce, merchant.value(), clock.instant().atOffset(ZoneOffset.UTC), body)
                .update();
    }

    /** Empty while the first call runs, and where it was cut off before its answer was kept. */
    public Optional<byte[]> find(AppId app, String nonce) {
        return db.sql("SELECT body FROM openapi.first_answer WHERE app_id = ? AND nonce = ?")
                .params(app.value(), nonce)
                .query(byte[].class)
                .optional();
    }

    private boolean forgetOld() {
        db.sql("DELETE FROM openapi.first_answer WHERE at < ?")
                .param(clock.instant().minus(UsedNonces.KEPT).atOffset(ZoneOffset.UTC))
                .update();
        return false;
    }

    @Override
    public void destroy() {
        sweep.close();
    }
}
