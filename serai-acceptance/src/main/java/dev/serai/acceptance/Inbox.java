package dev.serai.acceptance;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A receiver of webhooks on loopback that keeps the ids it was told. */
final class Inbox implements AutoCloseable {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final HttpServer server;

    /** Port 0 takes a free one. */
    Inbox(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                var id = exchange.getRequestHeaders().getFirst("webhook-id");
                if (id != null) {
                    ids.add(id);
                }
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    Set<String> ids() {
        return Set.copyOf(ids);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
