package dev.serai.contest;

import dev.serai.fact.Fact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What contributes as a whole: a fact, or a fact with others joined to it, for example a member with his receipts.
 *
 * @param version of the fact; 0 where only the joined ones are known
 * @param at its business time; null where only the joined ones are known
 * @param body the fact's, with the joined ones as a list in it
 */
record Document(
        String type, String id, long version, @Nullable Instant at, JsonNode body) {
    static Document of(Fact fact) {
        return new Document(fact.type(), fact.id(), fact.version(), fact.occurredAt(), fact.body());
    }
}
