package dev.serai.gateway;

import java.util.concurrent.CompletionStage;

/** The calls a second of each app, shared by all nodes. A node draws a few at a time and spends them without asking. */
interface TokenWell {
    /**
     * What came of a draw.
     *
     * @param calls may be made
     * @param left whole calls that stay in the well
     * @param waitMicros how long until there is one more; 0 where there is one
     */
    record Draw(int calls, long left, long waitMicros) {}

    /**
     * Takes at most {@code wanted} calls.
     *
     * @param nowMicros epoch microseconds; a well with a clock of its own, the same for all nodes, ignores it
     * @return fails when the well cannot be reached
     */
    CompletionStage<Draw> draw(String app, int perSecond, int burst, int wanted, long nowMicros);
}
