package dev.serai.fact;

import dev.serai.kernel.AppId;

/** Which app may report which type of fact. The room that keeps grants implements it. */
public interface ReportingGrants {
    boolean mayReport(AppId app, String type);
}
