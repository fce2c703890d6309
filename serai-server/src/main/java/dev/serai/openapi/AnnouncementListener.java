package dev.serai.openapi;

/** Carries announcements on to merchants. Called in the transaction that keeps the announcement. */
public interface AnnouncementListener {
    void announced(Announcement announcement);
}
