package dev.serai.bench;

import dev.serai.bench.Traffic.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call at the door costs in CPU, beside the same door built on others.
///
/// Each peer does the same work for a call: app lookup among [BenchApp#COUNT], window, nonce once, HMAC-SHA256 over the
/// sorted text, grant, per-app limit, one log record handed on, the envelope, and a signature on the answer. All peers
/// run at the same time, and get their runs in turns, so that whatever else the machine does meets all of them alike.
/// Calls signed by RSA are then measured beside a Serai that has the JDK alone for it.
final class DoorBench {
    /** How much is measured. */
    enum Size {
        FULL(5, 3_000, Duration.ofSeconds(8), 8, 100_000, 600_000),
        QUICK(1, 500, Duration.ofSeconds(2), 1, 1_000, 2_000);

        final int rounds;
        /** Well below what any peer can do here. */
        final int perSecond;

        final Duration run;
        /** Turns before anything is measured: the JVMs' compilers go on for some 500,000 calls, and are no part of a call. */
        final int warmUps;

        final int warmUpCalls;

        /** Calls over which the steps are told apart: the kernel takes a hundred samples a second at most. */
        final int stepsCalls;

        Size(int rounds, int perSecond, Duration run, int warmUps, int warmUpCalls, int stepsCalls) {
            this.rounds = rounds;
            this.perSecond = perSecond;
            this.run = run;
            this.warmUps = warmUps;
            this.warmUpCalls = warmUpCalls;
            this.stepsCalls = stepsCalls;
        }
    }

    private static final int PORTS_DEFAULT = 18_940;
    private static final int RSA_BITS = 2048;

    private final Size size;
    private final Path folder;
    private final Path root;
    private final int ports;
    private final List<BenchApp> apps = BenchApp.fresh();
    private final KeyPair rsaPair = rsaPair();
    private final Traffic traffic = new Traffic(apps, rsaPair.getPrivate());
    private final List<Measured> measured = new ArrayList<>();

    private DoorBench(Size size, Path folder, Path root, int ports) {
        this.size = size;
        this.folder = folder;
        this.root = root;
        this.ports = ports;
    }

    static KeyPair rsaPair() {
        try {
            var maker = KeyPairGenerator.getInstance("RSA");
            maker.initialize(RSA_BITS);
            return maker.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    private interface Work<T> {
        T of(DoorBench bench) throws IOException, SQLException;
    }

    /** Whether every bar holds. */
    static boolean run(Size size) throws IOException, SQLException {
        return with(size, DoorBench::run);
    }

    /** Prints where our own door's CPU time goes, beside no peer. */
    static void steps() throws IOException, SQLException {
        with(Size.FULL, bench -> {
            try (var serai = bench.serai(SeraiPeer.Rsa.BUILT, bench.ports)) {
                bench.warmUp(List.of(serai), EnumSet.of(Kind.ANSWERING, Kind.PROXYING, Kind.RSA2));
                bench.steps(serai).forEach(Report::steps);
            }
            return true;
        });
    }

    private static <T> T with(Size size, Work<T> work) throws IOException, SQLException {
        var root = Path.of(System.getenv().getOrDefault("SERAI_ROOT", ".")).toAbsolutePath();
        var said = System.getenv("SERAI_BENCH_PORTS");
        int ports = said == null ? PORTS_DEFAULT : Integer.parseInt(said);
        var folder = Files.createTempDirectory("serai-bench");
        try (var upstream = new Upstream(ports + 9)) {
            return work.of(new DoorBench(size, folder, root, ports));
        } finally {
            Folder.remove(folder);
        }
    }

    private List<Steps> steps(SeraiPeer serai) throws IOException {
        var steps = new ArrayList<Steps>();
        for (var kind : List.of(Kind.ANSWERING, Kind.PROXYING, Kind.RSA2)) {
            System.err.println("where it goes: " + kind.label);
            var calls = traffic.calls(kind, size.stepsCalls / kind.fewerWarmUps());
            steps.add(Steps.of(serai, kind, calls, folder));
        }
        return steps;
    }

    private boolean run() throws IOException, SQLException {
        var file = folder.resolve("apps.tsv");
        BenchApp.write(apps, file);
        var missing = new ArrayList<String>();
        try (var serai = serai(SeraiPeer.Rsa.BUILT, ports)) {
            var peers = new ArrayList<Peer>(List.of(serai));
            try {
                peers.add(ScgPeer.start(folder, ports + 5, ports + 9, file));
                var why = NginxPeer.missing(folder);
                if (why == null) {
                    peers.add(NginxPeer.start(folder, ports + 6, ports + 9, file));
                } else {
                    missing.add("nginx + Lua: not compared, " + why);
                }
                measure(peers, EnumSet.of(Kind.ANSWERING, Kind.PROXYING), EnumSet.noneOf(Kind.class));
            } finally {
                for (var peer : peers.subList(1, peers.size())) {
                    peer.close();
                }
            }
            try (var jdk = serai(SeraiPeer.Rsa.JDK_ONLY, ports + 20)) {
                measure(List.of(serai, jdk), EnumSet.of(Kind.RSA2, Kind.ALIPAY), EnumSet.of(Kind.ANSWERING));
            }
            return Report.print(size, measured, steps(serai), missing);
        }
    }

    private SeraiPeer serai(SeraiPeer.Rsa rsa, int at) throws IOException, SQLException {
        return SeraiPeer.start(folder, root, at, ports + 9, apps, rsaPair.getPublic(), rsa);
    }

    /** @param alsoWarm kinds that are not measured here and warm up what those which are have in common */
    private void measure(List<Peer> peers, Set<Kind> kinds, Set<Kind> alsoWarm) throws IOException {
        var now = new ArrayList<Measured>();
        for (var peer : peers) {
            for (var kind : kinds) {
                if (peer.kinds().contains(kind)) {
                    now.add(new Measured(peer, kind, new ArrayList<>()));
                }
            }
        }
        var warm = EnumSet.copyOf(kinds);
        warm.addAll(alsoWarm);
        warmUp(peers, warm);
        measured.addAll(now);
        for (int round = 1; round <= size.rounds; round++) {
            for (var one : now) {
                one.runs().add(once(one.peer(), one.kind()));
                System.err.printf(
                        "round %d of %d: %s, %s: %.1f µs%n",
                        round,
                        size.rounds,
                        one.peer().name(),
                        one.kind().label,
                        one.runs().getLast().cpuMicros());
            }
        }
    }

    private void warmUp(List<? extends Peer> peers, Set<Kind> kinds) throws IOException {
        for (int turn = 1; turn <= size.warmUps; turn++) {
            System.err.printf("warming up, turn %d of %d%n", turn, size.warmUps);
            for (var peer : peers) {
                for (var kind : Kind.values()) {
                    if (kinds.contains(kind) && peer.kinds().contains(kind) && (turn == 1 || peer.warmsUp())) {
                        var calls = traffic.calls(kind, size.warmUpCalls / kind.fewerWarmUps());
                        Load.run(peer.port(), peer.platform(), kind, calls, Load.AS_FAST_AS_ANSWERED);
                    }
                }
            }
        }
    }

    private Measured.Run once(Peer peer, Kind kind) throws IOException {
        var pids = peer.pids();
        int perSecond = size.perSecond / kind.fewer;
        var calls = traffic.calls(kind, (int) (perSecond * size.run.toSeconds()));
        long before = CpuTime.micros(pids);
        var latencies = Load.run(peer.port(), peer.platform(), kind, calls, perSecond);
        long used = CpuTime.micros(pids) - before;
        return new Measured.Run((double) used / calls.size(), latencies);
    }

    /** A peer's runs of one kind. */
    record Measured(Peer peer, Kind kind, List<Run> runs) {
        /** @param cpuMicros CPU time of the gateway's processes, per call */
        record Run(double cpuMicros, Latencies latencies) {}

        /** The run in the middle by CPU time. */
        Run median() {
            var sorted = runs.stream()
                    .sorted(Comparator.comparingDouble(Run::cpuMicros))
                    .toList();
            return sorted.get(sorted.size() / 2);
        }

        double least() {
            return runs.stream().mapToDouble(Run::cpuMicros).min().orElseThrow();
        }

        double most() {
            return runs.stream().mapToDouble(Run::cpuMicros).max().orElseThrow();
        }
    }

    static @Nullable Measured find(List<Measured> all, Class<? extends Peer> peer, Kind kind) {
        return all.stream()
                .filter(m -> peer.isInstance(m.peer()) && m.kind() == kind)
                .findFirst()
                .orElse(null);
    }
}
