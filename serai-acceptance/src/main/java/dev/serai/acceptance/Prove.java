package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code serai prove NAME [--n N] [--seed S] [--data DIR]}: one promise at the size an issue names. Without --data it starts a
 * system of its own in a folder for the temporary and removes it when all held; the same name and seed go on where an
 * interrupted run was.
 */
public final class Prove {
    private static final String USAGE = """
            usage: ./serai prove NAME [--n N] [--seed S] [--data DIR]
              orders   N (1000) identical creates at once, under each fault of the core: one order here, at most one there
              kills    N (10) rounds of kill -9 under load: server, core, database, all at once; nothing lost, nothing doubled
              tenants  every method and route with another merchant's ids (N (3) for each parameter), keys and cookies, with
                       every wrong role and with none: refused, nothing told; the database's own door too
              replay   N (10000) captured calls in every dialect sent again byte for byte: no second effect, no read refused
              fuzz     N (100000) calls bent from valid ones in every dialect: no fault, no hang, no growing heap
              flips    N (10000) changes of keys, grants, limits and catalogue under load: no valid call refused
              boards   N (1000000) receipts, some twice, late or corrected, while server and database are killed: counted again no
                       difference, and the boards of a clean load
              publish  N (10) rounds of a result asked for ten times at once while the server, or all, is killed: published once,
                       each prize given once, here and in the core
              limits   N (10) seconds of twice what an app may call, on one node and on three: what the limits say
            --data DIR proves on the system that runs there. Without it, an own one on SERAI_DOOR, SERAI_CONSOLE, SERAI_CORE
            and SERAI_PG_PORT, or on free ports.""";

    /** The data set the demo board was made of, in the sources. */
    static final String RECEIPTS = "serai-server/src/main/resources/demo/complete-journey/transactions.csv.gz";

    /** By name the size where none is given. */
    private static final Map<String, Integer> PROOFS = Map.of(
            "orders", OrdersProof.CREATES,
            "kills", KillsProof.ROUNDS,
            "tenants", TenantsProof.IDS,
            "replay", ReplayProof.CALLS,
            "fuzz", FuzzProof.CALLS,
            "flips", FlipsProof.CHANGES,
            "limits", LimitsProof.SECONDS,
            "boards", BoardsProof.DOCUMENTS,
            "publish", PublishProof.ROUNDS);

    private static final int NODES = 3;

    private Prove() {}

    static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(arguments));
    }

    /** The command's exit code: 0 if all held, 1 if not, 2 if it was asked wrongly. */
    static int run(String... arguments) throws IOException, InterruptedException {
        var options = new HashMap<String, String>();
        var name = "";
        for (int i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            if (argument.startsWith("--") && i + 1 < arguments.length) {
                options.put(argument.substring(2), arguments[++i]);
            } else if (name.isEmpty()) {
                name = argument;
            } else {
                return usage();
            }
        }
        if (!PROOFS.containsKey(name) || !java.util.Set.of("n", "seed", "data").containsAll(options.keySet())) {
            return usage();
        }
        try {
            int n = Integer.parseInt(options.getOrDefault("n", Integer.toString(PROOFS.getOrDefault(name, 1))));
            long seed = Long.parseLong(options.getOrDefault("seed", "1"));
            return n < 1 ? usage() : prove(name, n, seed, options);
        } catch (NumberFormatException e) {
            return usage();
        }
    }

    private static int usage() {
        System.err.println(USAGE);
        return 2;
    }

    private static int prove(String name, int n, long seed, Map<String, String> options)
            throws IOException, InterruptedException {
        var root = Path.of(System.getenv().getOrDefault("SERAI_ROOT", ".")).toAbsolutePath();
        var own = Path.of(System.getProperty("java.io.tmpdir"), "serai-prove-" + name + "-" + seed);
        var given = options.get("data");
        var data = given == null ? own.resolve("data") : Path.of(given).toAbsolutePath();
        var tally = new Tally(System.out);
        var progress = new Progress((given == null ? Files.createDirectories(own) : data)
                .resolve("prove-" + name + "-" + seed + ".progress"));
        var house = new House(root, data);
        // One that ran before us runs after us.
        boolean guest = house.runs();
        try {
            if (!guest) {
                tally.say("starting Serai in " + data);
                house.start();
            }
            prove(name, n, seed, house, root, tally, progress);
        } finally {
            if (!guest) {
                house.close();
            }
        }
        if (tally.failed() == 0) {
            progress.forget();
            if (given == null) {
                remove(own);
            }
        } else if (given == null) {
            tally.say("kept for a look: " + own);
        }
        tally.verdict();
        return tally.failed() == 0 ? 0 : 1;
    }

    private static void prove(String name, int n, long seed, House house, Path root, Tally tally, Progress progress)
            throws IOException, InterruptedException {
        switch (name) {
            case "orders" -> new OrdersProof(house.demo(), tally, progress, n, seed).run();
            case "tenants" -> new TenantsProof(house.demo(), root, tally, progress, n, seed).run();
            case "replay" -> new ReplayProof(house, tally, progress, n, seed).run();
            case "fuzz" -> {
                var findings = house.data().resolveSibling("serai-fuzz-findings-" + seed);
                new FuzzProof(house, tally, progress, findings, n, seed).run();
            }
            case "flips" -> new FlipsProof(house.demo(), tally, progress, n, seed).run();
            case "boards" -> new BoardsProof(house, tally, progress, n, seed).run();
            case "publish" -> new PublishProof(house, tally, progress, n, seed).run();
            case "limits" -> new LimitsProof(house, tally, n, NODES).run();
            default -> new KillsProof(house, tally, progress, root.resolve(RECEIPTS), n, seed).run();
        }
    }

    static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, java.io.@org.jspecify.annotations.Nullable IOException trouble) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
