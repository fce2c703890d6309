package dev.serai.openapi;

import java.util.List;
import java.util.Map;

/** The events merchants may subscribe to, for the documentation; whoever sends them tells. */
public interface EventDocs {
    List<Told> all();

    /**
     * @param name for example {@code order.changed}
     * @param tells when it is sent, by language tag
     * @param example the data of one, as JSON
     */
    record Told(String name, Map<String, String> tells, String example) {}
}
