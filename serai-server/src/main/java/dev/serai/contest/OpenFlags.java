package dev.serai.contest;

/** Doubts about a contest's scores that nobody has decided yet. A result is not published over them. */
interface OpenFlags {
    /** How many there are. */
    int open(long activityId);
}
