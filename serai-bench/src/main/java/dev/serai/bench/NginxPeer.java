package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's nginx with its Lua module; the door is written in resources/nginx/door.lua. */
final class NginxPeer implements Peer {
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_http_lua_module.so");
    private static final List<String> PACKAGES = List.of("nginx", "libnginx-mod-http-lua");
    private static final int INSTALL_LIMIT_S = 300;
    private static final int START_LIMIT_S = 20;

    private final Child child;
    private final int port;

    private NginxPeer(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Null when it is here now; otherwise why not. Root gets it installed. */
    static @Nullable String missing(Path folder) throws IOException {
        if (there()) {
            return null;
        }
        var names = String.join(" and ", PACKAGES);
        if (!"root".equals(System.getProperty("user.name"))) {
            return names + " are not installed, and only root can install them";
        }
        System.err.println("installing " + names);
        var log = folder.resolve("apt.log");
        var install = "apt-get update && apt-get install -y --no-install-recommends " + String.join(" ", PACKAGES);
        var apt = new ProcessBuilder("sh", "-c", "export DEBIAN_FRONTEND=noninteractive; " + install)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!apt.waitFor(INSTALL_LIMIT_S, TimeUnit.SECONDS)) {
                apt.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return there() ? null : "apt-get could not install " + names + "; see " + log;
    }

    private static boolean there() {
        return Files.isExecutable(PROGRAM) && Files.exists(MODULE);
    }

    static NginxPeer start(Path folder, int port, int upstreamPort, Path apps) throws IOException {
        var home = Files.createDirectories(folder.resolve("nginx"));
        Child.unpack("/nginx/door.lua", home.resolve("door.lua"), Map.of());
        var more = Map.of("upstream", Integer.toString(upstreamPort), "apps", apps.toString());
        return new NginxPeer(program("/nginx/nginx.conf", home, port, more), port);
    }

    /** nginx at a port, with a configuration of ours. */
    static Child program(String configuration, Path home, int port, Map<String, String> more) throws IOException {
        var places = new HashMap<>(more);
        places.put("home", home.toString());
        places.put("port", Integer.toString(port));
        places.put("workers", Integer.toString(Runtime.getRuntime().availableProcessors()));
        places.put("user", "root".equals(System.getProperty("user.name")) ? "user root;" : "");
        Child.unpack(configuration, home.resolve("nginx.conf"), places);
        var child = Child.start(
                List.of(
                        PROGRAM.toString(),
                        "-p",
                        home.toString(),
                        "-e",
                        home.resolve("error.log").toString(),
                        "-c",
                        home.resolve("nginx.conf").toString()),
                Map.of(),
                home,
                home.resolve("out.log"));
        child.await(() -> Child.listening(port), START_LIMIT_S);
        return child;
    }

    @Override
    public String name() {
        return "nginx + Lua";
    }

    @Override
    public int port() {
        return port;
    }

    /** The workers; the master only waits for signals. */
    @Override
    public List<Long> pids() throws IOException {
        var workers = new ArrayList<Long>();
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : all) {
                if (parent(process) == child.pid()) {
                    workers.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return workers;
    }

    private static long parent(Path process) {
        try {
            return CpuTime.parent(Files.readString(process.resolve("stat")));
        } catch (IOException e) {
            return -1; // it ended while we looked
        }
    }

    @Override
    public Set<Traffic.Kind> kinds() {
        return Set.of(Traffic.Kind.ANSWERING, Traffic.Kind.PROXYING);
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public void close() {
        child.close();
    }
}
