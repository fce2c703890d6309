package dev.serai.openapi;

/** Whether our database could be reached a moment ago. */
public interface StoreHealth {
    boolean up();

    /** A call just failed to reach it; the next look decides when it is back. */
    void seenDown();
}
