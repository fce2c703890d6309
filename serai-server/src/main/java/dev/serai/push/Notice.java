package dev.serai.push;

import dev.serai.kernel.MerchantId;
import tools.jackson.databind.JsonNode;

/** Something a merchant should hear about. Any room may publish one; push numbers and delivers it. */
public interface Notice {
    MerchantId to();

    /** The event type merchants subscribe to, for example {@code order.changed}. */
    String type();

    /** Notices with the same subject arrive in the order they were published. */
    String subject();

    /** What happened, as the receiver sees it in {@code data}. */
    JsonNode data();
}
