package dev.serai.openapi;

import dev.serai.kernel.AppId;

/** Who may call what, from memory; a change is seen within a second on every node. */
public interface Grants {
    boolean mayCall(AppId app, String method, int version);

    /** Whether the app may report facts of this type. */
    boolean mayReport(AppId app, String factType);
}
