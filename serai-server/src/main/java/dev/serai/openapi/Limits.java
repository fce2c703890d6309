package dev.serai.openapi;

import dev.serai.kernel.AppId;

/** What was declared for each app, from memory; a change is seen within a second on every node. */
public interface Limits {
    /** The same object until a limit changes. */
    AppLimits.Declared declared(AppId app);
}
