package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Serai as {@code ./serai run} starts it: the built server with its real flags and its own empty database. */
final class SeraiPeer implements Peer {
    private static final int START_LIMIT_S = 120;
    private static final String READY = "Serai is ready";

    private final Child child;
    private final int port;
    private final long serverPid;

    private SeraiPeer(Child child, int port, long serverPid) {
        this.child = child;
        this.port = port;
        this.serverPid = serverPid;
    }

    /** @param ports the door's; the next three are the console's, the core's and the database's */
    static SeraiPeer start(Path folder, Path root, int ports, int upstreamPort, List<BenchApp> apps)
            throws IOException, SQLException {
        var data = folder.resolve("data");
        var child = Child.start(
                List.of(root.resolve("serai").toString(), "run", "--empty", "--data", data.toString()),
                Map.of(
                        "SERAI_DOOR", "127.0.0.1:" + ports,
                        "SERAI_CONSOLE", "127.0.0.1:" + (ports + 1),
                        "SERAI_CORE", "127.0.0.1:" + (ports + 2),
                        "SERAI_PG_PORT", Integer.toString(ports + 3),
                        "SERAI_CORE_URL", "http://127.0.0.1:" + upstreamPort),
                root,
                folder.resolve("serai.log"));
        try {
            child.await(() -> child.words().contains(READY), START_LIMIT_S);
            takeIn(apps, data, ports + 3);
            var pid = Files.readString(data.resolve("run/server.pid")).split(" ")[0];
            return new SeraiPeer(child, ports, Long.parseLong(pid));
        } catch (IOException | SQLException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /** Writes the apps into the throwaway database; the server sees them within a second. */
    private static void takeIn(List<BenchApp> apps, Path data, int port) throws IOException, SQLException {
        var login = new Properties();
        login.setProperty("user", "serai_house");
        login.setProperty(
                "password", Files.readString(data.resolve("secrets/pg-house")).strip());
        var seal = Seal.of(data.resolve("secrets/master.key"));
        try (var db = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/serai", login)) {
            db.setAutoCommit(false);
            try (var statement = db.createStatement();
                    var app = db.prepareStatement("""
                            INSERT INTO merchant.app (app_id, merchant_id, name, status, limit_per_s)
                            VALUES (?, ?, 'bench', 'ACTIVE', ?)""");
                    var key = db.prepareStatement("""
                            INSERT INTO merchant.app_key (key_id, app_id, kind, sealed, not_before, not_after)
                            VALUES (?, ?, 'SECRET', ?, now() - interval '1 hour', now() + interval '1 day')""");
                    var grant = db.prepareStatement("""
                            INSERT INTO openapi.method_grant (app_id, method, version)
                            VALUES (?, 'serai.ping', 1), (?, 'content.post.get', 1)""")) {
                statement.execute("INSERT INTO merchant.merchant VALUES ('bench', 'bench', now())");
                for (var one : apps) {
                    app.setString(1, one.id());
                    app.setString(2, one.merchant());
                    app.setInt(3, one.limitPerS());
                    app.addBatch();
                    key.setString(1, "key-" + one.id());
                    key.setString(2, one.id());
                    key.setBytes(3, seal.seal(one.secret()));
                    key.addBatch();
                    grant.setString(1, one.id());
                    grant.setString(2, one.id());
                    grant.addBatch();
                }
                app.executeBatch();
                key.executeBatch();
                grant.executeBatch();
                statement.execute("UPDATE merchant.change SET number = number + 1");
            }
            db.commit();
        }
    }

    @Override
    public String name() {
        return "Serai";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<Long> pids() {
        return List.of(serverPid);
    }

    @Override
    public Set<Traffic.Kind> kinds() {
        return Set.of(Traffic.Kind.ANSWERING, Traffic.Kind.PROXYING);
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
