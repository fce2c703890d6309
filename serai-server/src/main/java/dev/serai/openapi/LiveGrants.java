package dev.serai.openapi;

import dev.serai.kernel.AfterCommit;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.merchant.Changes;
import dev.serai.merchant.Sandboxes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Keeps grants and limits in memory. Its look at the database every moment also tells whether that can be reached. */
@Component
class LiveGrants implements Grants, Limits, StoreHealth, DisposableBean {
    private final GrantTable table;
    private final Changes changes;
    private final Sandboxes sandboxes;
    private final boolean sandboxHasCore;
    private final Clock clock;
    private final Loop loop;
    private volatile GrantTable.Picture picture;
    private volatile boolean up = true;

    LiveGrants(
            GrantTable table,
            Changes changes,
            Sandboxes sandboxes,
            @Value("${serai.core.sandbox-url:}") String sandboxCore,
            @Value(Loop.LOOK_EVERY) Duration lookEvery,
            Clock clock) {
        this.sandboxes = sandboxes;
        this.sandboxHasCore = !sandboxCore.isBlank();
        this.table = table;
        this.changes = changes;
        this.clock = clock;
        this.picture = read();
        this.loop = new Loop("grants", lookEvery, this::refresh);
    }

    @Override
    public boolean mayCall(AppId app, String method, int version) {
        // A sandbox with a core of its own reaches nothing that is live, so it may try everything.
        return sandboxHasCore && sandboxes.is(app) || holds(picture.callEnds(app.value(), method, version));
    }

    @Override
    public @Nullable Instant ended(AppId app, String method, int version) {
        long end = picture.callEnds(app.value(), method, version);
        return end == 0 || holds(end) ? null : Instant.ofEpochMilli(end);
    }

    @Override
    public boolean mayReport(AppId app, String factType) {
        return holds(picture.reports().getOrDefault(app.value(), Map.of()).getOrDefault(factType, 0L));
    }

    private boolean holds(long end) {
        return end == GrantTable.NEVER || end > clock.millis();
    }

    @Override
    public AppLimits.Declared declared(AppId app) {
        return picture.limits().getOrDefault(app.value(), AppLimits.Declared.NONE);
    }

    @Override
    public boolean up() {
        return up;
    }

    @Override
    public void seenDown() {
        up = false;
        loop.wake();
    }

    /**
     * Looks as soon as what was changed here is committed, so that a grant given is not first noticed by the next look. Within
     * the transaction it would keep what may still be taken back.
     */
    void look() {
        AfterCommit.run(this::refresh, loop::wake);
    }

    private synchronized boolean refresh() {
        try {
            if (changes.number() != picture.change()) {
                picture = read();
            }
            up = true;
            return false;
        } catch (RuntimeException e) {
            up = false;
            throw e;
        }
    }

    private GrantTable.Picture read() {
        // The number first: a change while reading is then seen by the next look.
        return table.read(changes.number());
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
