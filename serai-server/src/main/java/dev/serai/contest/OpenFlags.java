package dev.serai.contest;

/** What is still to be decided before a contest can be published. */
interface OpenFlags {
    /** How many flags of this contest nobody has decided. */
    int open(long activityId);
}
