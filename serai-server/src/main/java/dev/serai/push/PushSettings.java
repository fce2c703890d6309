package dev.serai.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this house is set up with: where receivers may be, and the event types the contract promises from the first day. */
@Configuration(proxyBeanMethods = false)
class PushSettings {
    @Bean
    EventType apiAnnounced() {
        return new EventType(
                AnnouncedMethods.TYPE,
                "A method is new, takes or tells more, is deprecated (with its sunset), or is gone.");
    }

    @Bean
    Addresses addresses(@Value("${serai.door.host}") String door) throws UnknownHostException {
        return new Addresses(InetAddress.getByName(door).isLoopbackAddress());
    }

    @Bean
    EventType orderChanged() {
        return new EventType("order.changed", "An order was created or its status changed.");
    }

    @Bean
    EventType grantChanged() {
        return new EventType("grant.changed", "A reward was granted, reached its user, or was taken back.");
    }
}
