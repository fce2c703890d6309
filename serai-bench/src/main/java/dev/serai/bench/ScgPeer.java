package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Spring Cloud Gateway (WebFlux) with our checks as its filter; started with the JVM flags our own server has. */
final class ScgPeer implements Peer {
    private static final int START_LIMIT_S = 120;

    private final Child child;
    private final int port;

    private ScgPeer(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    static ScgPeer start(Path folder, int port, int upstreamPort, Path apps) throws IOException {
        var jar = Jvm.ownJar();
        var lib = jar.resolveSibling("lib");
        var command = new ArrayList<String>();
        command.add(Jvm.java());
        command.addAll(Jvm.serverFlags());
        command.add("-cp");
        command.add(jar + ":" + lib + "/*:" + lib + "/scg/*");
        command.addAll(List.of(
                "dev.serai.bench.scg.GatewayPeer",
                "--server.port=" + port,
                "--bench.upstream=http://127.0.0.1:" + upstreamPort,
                "--bench.apps=" + apps,
                "--bench.log=" + folder.resolve("scg-calls.log")));
        var child = Child.start(command, Map.of(), folder, folder.resolve("scg.log"));
        child.await(() -> Child.listening(port), START_LIMIT_S);
        return new ScgPeer(child, port);
    }

    @Override
    public String name() {
        return "Spring Cloud Gateway";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<Long> pids() {
        return List.of(child.pid());
    }

    @Override
    public Set<Traffic.Kind> kinds() {
        return Set.of(Traffic.Kind.PROXYING);
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public void close() {
        child.close();
    }
}
