package dev.serai.gateway;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the house inside listens; known once it does. */
@Component
class InnerAddress {
    private final String host;
    private volatile int port;

    InnerAddress(@Value("${server.address:127.0.0.1}") String host) {
        this.host = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    @EventListener
    void listens(WebServerInitializedEvent event) {
        at(event.getWebServer().getPort());
    }

    void at(int port) {
        this.port = port;
    }

    String host() {
        return host;
    }

    /** 0 as long as nothing listens. */
    int port() {
        return port;
    }
}
