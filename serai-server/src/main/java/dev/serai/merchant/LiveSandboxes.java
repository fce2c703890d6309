package dev.serai.merchant;

import dev.serai.kernel.AppId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the sandbox apps and their faults in memory and rereads them when the merchants' change number moved. */
@Component
class LiveSandboxes implements Sandboxes {
    private record Picture(long change, Set<String> apps, Map<String, Map<Fault.Kind, Fault>> faults) {}

    private final Changes changes;
    private final JdbcClient db;
    private final Clock clock;
    private volatile Picture picture;

    LiveSandboxes(Changes changes, JdbcClient db, Clock clock, ChangeWatch watch) {
        this.changes = changes;
        this.db = db;
        this.clock = clock;
        this.picture = read();
        watch.onMove(this::refresh);
    }

    @Override
    public boolean is(AppId app) {
        return picture.apps.contains(app.value());
    }

    @Override
    public @Nullable Fault befalling(AppId app, Fault.Kind kind) {
        var faults = picture.faults;
        if (faults.isEmpty()) {
            return null;
        }
        var fault = faults.getOrDefault(app.value(), Map.of()).get(kind);
        boolean befalls = fault != null
                && clock.instant().isBefore(fault.until())
                && (fault.percent() == 100 || ThreadLocalRandom.current().nextInt(100) < fault.percent());
        return befalls ? fault : null;
    }

    /** Looks at once, so that what was switched here holds when the switching returns. */
    void look() {
        refresh();
    }

    private synchronized void refresh() {
        if (changes.number() != picture.change) {
            picture = read();
        }
    }

    private Picture read() {
        // The number first: a change while reading is then seen by the next look.
        long change = changes.number();
        var apps = Set.copyOf(db.sql("SELECT app_id FROM merchant.app WHERE stage = 'SANDBOX'")
                .query(String.class)
                .list());
        var faults = new HashMap<String, Map<Fault.Kind, Fault>>();
        db.sql("SELECT * FROM merchant.sandbox_fault").query(rs -> {
            var kind = Fault.Kind.valueOf(rs.getString("kind"));
            faults.computeIfAbsent(rs.getString("app_id"), _ -> new EnumMap<>(Fault.Kind.class))
                    .put(
                            kind,
                            new Fault(
                                    kind,
                                    rs.getInt("percent"),
                                    rs.getInt("delay_ms"),
                                    rs.getString("sub_code"),
                                    rs.getObject("until", OffsetDateTime.class).toInstant()));
        });
        return new Picture(change, apps, Map.copyOf(faults));
    }
}
