package dev.serai.watch.console;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts call records straight into the table, as the writer does. */
final class Calls {
    private final JdbcClient db;

    Calls(JdbcClient db) {
        this.db = db;
    }

    void answered(String requestId, Instant at, String app, String method, int micros) {
        put(requestId, at, app, method, 200, null, "done", micros);
    }

    void refused(String requestId, Instant at, String app, String method, int code, String subCode, String step) {
        put(requestId, at, app, method, code, subCode, step, 100);
    }

    private void put(
            String requestId,
            Instant at,
            String app,
            String method,
            int code,
            @Nullable String subCode,
            String step,
            int micros) {
        db.sql("""
                INSERT INTO watch.call (request_id, at, merchant_id, app_id, dialect, method, version, http_method, address,
                    code, sub_code, sub_msg, step, micros, user_id, bytes_in, bytes_out)
                VALUES (:id, :at, 'm', :app, 'serai', :method, 1, 'POST', '127.0.0.1',
                    :code, :sub, 'what was wrong with ' || :id, :step, :micros, NULL, 10, 20)""")
                .param("id", requestId)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("app", app)
                .param("method", method)
                .param("code", code)
                .param("sub", subCode)
                .param("step", step)
                .param("micros", micros)
                .update();
    }
}
