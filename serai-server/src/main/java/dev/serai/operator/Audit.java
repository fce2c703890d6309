package dev.serai.operator;

/** The audit trail: who did what to what. */
public interface Audit {
    /** Kept in the caller's transaction. {@code detail} holds no secret. */
    void record(Actor by, String action, String subject, String detail);
}
