package dev.serai.watch;

/** Where the door leaves its record of each call. */
public interface CallRecords {
    /** Never waits: the record is stored soon, or kept in the data folder while the database is away. */
    void leave(CallRecord call);
}
