package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Serai as {@code ./serai run} starts it: the built server with its real flags and its own empty database. */
final class SeraiPeer implements Peer {
    private static final int START_LIMIT_S = 120;
    private static final String READY = "Serai is ready";

    /** Who makes its signatures by RSA. */
    enum Rsa {
        /** As it is installed: libcrypto where there is one, equal answers signed once. */
        BUILT("Serai"),
        /** The JDK, each answer anew. */
        JDK_ONLY("Serai, RSA by the JDK");

        private final String title;

        Rsa(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Child child;
    private final Rsa rsa;
    private final int port;
    private final long serverPid;
    private final PublicKey platform;

    private SeraiPeer(Child child, Rsa rsa, int port, long serverPid, PublicKey platform) {
        this.child = child;
        this.rsa = rsa;
        this.port = port;
        this.serverPid = serverPid;
        this.platform = platform;
    }

    /**
     * @param ports the door's; the next three are the console's, the core's and the database's
     * @param appsKey with which all apps sign by RSA
     */
    static SeraiPeer start(
            Path folder, Path root, int ports, int upstreamPort, List<BenchApp> apps, PublicKey appsKey, Rsa rsa)
            throws IOException, SQLException {
        var data = folder.resolve("data-" + rsa);
        var environment = new HashMap<String, String>(Map.of(
                "SERAI_DOOR", "127.0.0.1:" + ports,
                "SERAI_CONSOLE", "127.0.0.1:" + (ports + 1),
                "SERAI_CORE", "127.0.0.1:" + (ports + 2),
                "SERAI_PG_PORT", Integer.toString(ports + 3),
                "SERAI_CORE_URL", "http://127.0.0.1:" + upstreamPort));
        if (rsa == Rsa.JDK_ONLY) {
            environment.put("SERAI_RSA", "jdk");
        }
        var child = Child.start(
                List.of(root.resolve("serai").toString(), "run", "--empty", "--data", data.toString()),
                environment,
                root,
                folder.resolve("serai-" + rsa + ".log"));
        try {
            child.await(() -> child.words().contains(READY), START_LIMIT_S);
            var platform = takeIn(apps, appsKey, data, ports + 3);
            var pid = Files.readString(data.resolve("run/server.pid")).split(" ")[0];
            return new SeraiPeer(child, rsa, ports, Long.parseLong(pid), platform);
        } catch (IOException | SQLException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /**
     * Writes the apps into the throwaway database; the server sees them within a second.
     *
     * @return the platform's public key
     */
    private static PublicKey takeIn(List<BenchApp> apps, PublicKey appsKey, Path data, int port)
            throws IOException, SQLException {
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
                    var rsaKey = db.prepareStatement("""
                            INSERT INTO merchant.app_key (key_id, app_id, kind, public_key, not_before, not_after)
                            VALUES (?, ?, 'RSA_PUBLIC', ?, now() - interval '1 hour', now() + interval '1 day')""");
                    var grant = db.prepareStatement("""
                            INSERT INTO openapi.method_grant (app_id, method, version)
                            VALUES (?, 'serai.ping', 1), (?, 'content.post.get', 1)""")) {
                statement.execute("INSERT INTO merchant.merchant VALUES ('bench', 'bench', now())");
                var x509 = Base64.getEncoder().encodeToString(appsKey.getEncoded());
                for (var one : apps) {
                    app.setString(1, one.id());
                    app.setString(2, one.merchant());
                    app.setInt(3, one.limitPerS());
                    app.addBatch();
                    key.setString(1, "key-" + one.id());
                    key.setString(2, one.id());
                    key.setBytes(3, seal.seal(one.secret()));
                    key.addBatch();
                    rsaKey.setString(1, "rsa-" + one.id());
                    rsaKey.setString(2, one.id());
                    rsaKey.setString(3, x509);
                    rsaKey.addBatch();
                    grant.setString(1, one.id());
                    grant.setString(2, one.id());
                    grant.addBatch();
                }
                app.executeBatch();
                key.executeBatch();
                rsaKey.executeBatch();
                grant.executeBatch();
                statement.execute("UPDATE merchant.change SET number = number + 1");
            }
            var platform = platformKey(db, seal);
            db.commit();
            return platform;
        }
    }

    /** The key with which the server signs answers to RSA calls, as the first app's joining would make it. */
    private static PublicKey platformKey(Connection db, Seal seal) throws SQLException {
        var pair = DoorBench.rsaPair();
        var base64 = Base64.getEncoder();
        try (var key = db.prepareStatement("""
                INSERT INTO merchant.platform_key (key_id, sealed_private, public_key, created_at)
                VALUES ('bench', ?, ?, now())""")) {
            key.setBytes(1, seal.seal(base64.encodeToString(pair.getPrivate().getEncoded())));
            key.setString(2, base64.encodeToString(pair.getPublic().getEncoded()));
            key.executeUpdate();
        }
        return pair.getPublic();
    }

    @Override
    public String name() {
        return rsa.title;
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
        return Set.of(Traffic.Kind.values());
    }

    @Override
    public PublicKey platform() {
        return platform;
    }

    long serverPid() {
        return serverPid;
    }

    Rsa rsa() {
        return rsa;
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
