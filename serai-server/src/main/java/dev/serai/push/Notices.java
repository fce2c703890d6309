package dev.serai.push;

/** Where rooms hand in what merchants should hear about. */
public interface Notices {
    /**
     * Keeps the notice in the caller's own database transaction, which must be open: it is told exactly when the change it
     * tells of is durable.
     */
    void publish(Notice notice);
}
