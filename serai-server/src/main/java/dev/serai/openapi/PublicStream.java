package dev.serai.openapi;

import java.util.function.Consumer;

/**
 * Something the door tells a page while it goes on, as {@code text/event-stream} (WHATWG HTML §9.2). The door keeps the
 * connections, their number, beats and end; the room says who may listen and what there is to hear.
 */
public interface PublicStream {
    /** The exact path, for example {@code /h5/events}. */
    String path();

    /**
     * What this visitor may hear. Runs on a virtual thread.
     *
     * @throws dev.serai.protocol.Refusal where he may not
     */
    Source open(PublicPage.Visit visit);

    /** Something whose newest state alone matters: a slow listener is told the newest, not all. */
    interface Source {
        /** What there is now. May block. */
        Event now();

        /** Tells every later event, from any thread; the hearer does not block. Closing ends it. */
        Ear listen(Consumer<Event> hearer);
    }

    /** Somebody listening, until closed. */
    interface Ear extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * One event.
     *
     * @param id greater than those before; who comes again with it as Last-Event-ID is not told it again
     * @param name letters and underscores
     * @param data one line
     */
    record Event(long id, String name, String data) {}
}
