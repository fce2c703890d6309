package dev.serai.core;

import tools.jackson.databind.JsonNode;

/** A room that wants to hear one type of event from the core. Make it a bean. */
public interface CoreEventListener {
    /** The event type, for example {@code order.changed}. */
    String type();

    /**
     * Returns when what the event says is durable here. The core tells it again until then, so the same event may come
     * any number of times, and late.
     *
     * @throws IllegalArgumentException when the event is not what its type promises
     */
    void take(JsonNode event);
}
