package dev.serai.push;

import java.util.regex.Pattern;

/**
 * A kind of notice merchants may subscribe to. Make one a bean and it is known.
 *
 * @param name for example {@code order.changed}; what subscriptions name and deliveries carry
 * @param tells when it is sent, in one sentence for the merchant
 * @param tellsInChinese the same in Chinese
 * @param example the data of one, as JSON
 */
public record EventType(String name, String tells, String tellsInChinese, String example) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

    public EventType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("an event type is named like order.changed, was " + name);
        }
    }
}
