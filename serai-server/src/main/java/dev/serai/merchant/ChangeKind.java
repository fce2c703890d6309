package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import tools.jackson.databind.JsonNode;

/**
 * One thing that merchants may change about themselves by revisions. The room that owns the value makes it a bean; the desk
 * ({@link MerchantChanges}) keeps the revisions, asks for approval and takes them back.
 */
public interface ChangeKind {
    /** Its name on the wire, for example {@code allow_list}. */
    String name();

    /** What it is called on pages. */
    Applications.Title title();

    /** The whole value in force. */
    JsonNode now(MerchantId merchant);

    /**
     * The wanted value in the one form in which it is kept. Called before any transaction; may take its time.
     *
     * @throws dev.serai.operator.Refused naming what does not fit
     */
    JsonNode checked(MerchantId merchant, JsonNode wanted);

    /** Puts a checked value in force, within the transaction that approves it and under the merchant's row lock. */
    void apply(MerchantId merchant, JsonNode value, Actor by);

    /** Whether its values are personal data, and so kept sealed. */
    default boolean personal() {
        return false;
    }

    /** A value as staff may see it who need not know all of it. */
    default JsonNode masked(JsonNode value) {
        return value;
    }
}
