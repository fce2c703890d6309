package dev.serai.openapi;

import dev.serai.kernel.AppId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who may call what, from memory; a change is seen within a second on every node, a grant's end to the millisecond. */
public interface Grants {
    boolean mayCall(AppId app, String method, int version);

    /** When the grant ended that this app had; null where it has none or one that holds. */
    @Nullable Instant ended(AppId app, String method, int version);

    /** Whether the app may report facts of this type. */
    boolean mayReport(AppId app, String factType);
}
