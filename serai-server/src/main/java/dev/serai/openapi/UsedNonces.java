package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Lane;
import dev.serai.kernel.Loop;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Remembers the nonces of calls that write, durably: a restart forgets none of them. */
@Component
public class UsedNonces implements DisposableBean {
    /** A nonce counts as used this long: twice the clock window and a minute. */
    public static final Duration KEPT = Duration.ofSeconds(660);

    private static final Duration SWEEP_PAUSE = Duration.ofSeconds(60);
    private static final int QUEUE_MAX = 4096;
    private static final int BATCH_MAX = 500;

    private record Use(String app, String nonce) {}

    private final JdbcClient db;
    private final Clock clock;
    private final Lane<Use, Boolean> lane;
    private final Loop sweep;

    UsedNonces(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
        this.lane = new Lane<>("nonces", QUEUE_MAX, BATCH_MAX, this::settle);
        this.sweep = new Loop("nonce-sweep", SWEEP_PAUSE, this::forgetOld);
    }

    /** Uses the nonce up, durably. False when it was used before. */
    public boolean firstUse(AppId app, String nonce) {
        return lane.call(new Use(app.value(), nonce));
    }

    private List<Boolean> settle(List<Use> uses) {
        // Sorted, so that two nodes never wait for each other in a circle.
        var sorted = uses.stream()
                .distinct()
                .sorted((a, b) -> a.app.equals(b.app) ? a.nonce.compareTo(b.nonce) : a.app.compareTo(b.app))
                .toList();
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        var fresh = new HashSet<Use>(db.sql("""
                INSERT INTO openapi.used_nonce AS used (app_id, nonce, at)
                SELECT app, nonce, :now FROM unnest(:apps::text[], :nonces::text[]) AS t (app, nonce)
                ON CONFLICT (app_id, nonce) DO UPDATE SET at = EXCLUDED.at WHERE used.at < :forgotten
                RETURNING app_id, nonce""")
                .param("now", now)
                .param("forgotten", now.minus(KEPT))
                .param("apps", sorted.stream().map(Use::app).toArray(String[]::new))
                .param("nonces", sorted.stream().map(Use::nonce).toArray(String[]::new))
                .query((rs, _) -> new Use(rs.getString(1), rs.getString(2)))
                .list());
        return answers(uses, fresh);
    }

    /** Of two equal uses in one batch the first is the fresh one. */
    private static List<Boolean> answers(List<Use> uses, Set<Use> fresh) {
        var answers = new ArrayList<Boolean>(uses.size());
        uses.forEach(use -> answers.add(fresh.remove(use)));
        return answers;
    }

    private boolean forgetOld() {
        db.sql("DELETE FROM openapi.used_nonce WHERE at < ?")
                .param(clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
                .update();
        return false;
    }

    @Override
    public void destroy() {
        lane.close();
        sweep.close();
    }
}
