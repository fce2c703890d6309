package dev.serai.activity;

import java.time.Instant;
import java.util.function.Consumer;

/** What of an activity changes while people look at it. Told by version number alone: whoever wants to see it asks. */
public interface Changes {
    /** The version there is, and since when. A later one has a greater number. */
    record Mark(long version, Instant asOf) {}

    /** Somebody listening, until closed. */
    interface Ear extends AutoCloseable {
        @Override
        void close();
    }

    Mark now();

    /** Hears every later version, from any thread and more than one at a time; must not block. */
    Ear listen(Consumer<Mark> hearer);
}
