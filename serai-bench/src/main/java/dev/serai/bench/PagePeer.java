package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** nginx with one file, a board's page as it once was: what reading costs where nothing has to be known. */
final class PagePeer implements AutoCloseable {
    private final Child child;
    private final int port;

    private PagePeer(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    static PagePeer start(Path folder, int port, String page) throws IOException {
        var home = Files.createDirectories(folder.resolve("page"));
        Files.writeString(home.resolve("page.json"), page);
        return new PagePeer(NginxPeer.program("/nginx/page.conf", home, port, Map.of()), port);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        child.close();
    }
}
