package dev.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call at the door costs in CPU, beside the same door built on others.
///
/// Each peer does the same work for a call: app lookup among [BenchApp#COUNT], window, nonce once, HMAC-SHA256 over the
/// sorted text, grant, per-app limit, one log record handed on, the envelope, and a signature on the answer. All peers
/// run at the same time, and get their runs in turns, so that whatever else the machine does meets all of them alike.
final class DoorBench {
    /** How much is measured. */
    enum Size {
        FULL(5, 3_000, Duration.ofSeconds(8), 8, 100_000),
        QUICK(1, 500, Duration.ofSeconds(2), 1, 1_000);

        final int rounds;
        /** Well below what any peer can do here. */
        final int perSecond;

        final Duration run;
        /** Turns before anything is measured: the JVMs' compilers go on for some 500,000 calls, and are no part of a call. */
        final int warmUps;

        final int warmUpCalls;

        Size(int rounds, int perSecond, Duration run, int warmUps, int warmUpCalls) {
            this.rounds = rounds;
            this.perSecond = perSecond;
            this.run = run;
            this.warmUps = warmUps;
            this.warmUpCalls = warmUpCalls;
        }
    }

    private static final int PORTS_DEFAULT = 18_940;

    private final Size size;
    private final Traffic traffic;
    private final List<Measured> measured = new ArrayList<>();

    private DoorBench(Size size, Traffic traffic) {
        this.size = size;
        this.traffic = traffic;
    }

    /** Whether every bar holds. */
    static boolean run(Size size) throws IOException, SQLException {
        var root = Path.of(System.getenv().getOrDefault("SERAI_ROOT", ".")).toAbsolutePath();
        var said = System.getenv("SERAI_BENCH_PORTS");
        int ports = said == null ? PORTS_DEFAULT : Integer.parseInt(said);
        var folder = Files.createTempDirectory("serai-bench");
        var apps = BenchApp.fresh();
        var file = folder.resolve("apps.tsv");
        BenchApp.write(apps, file);
        var peers = new ArrayList<Peer>();
        var missing = new ArrayList<String>();
        try (var upstream = new Upstream(ports + 9)) {
            peers.add(SeraiPeer.start(folder, root, ports, ports + 9, apps));
            peers.add(ScgPeer.start(folder, ports + 5, ports + 9, file));
            var why = NginxPeer.missing(folder);
            if (why == null) {
                peers.add(NginxPeer.start(folder, ports + 6, ports + 9, file));
            } else {
                missing.add("nginx + Lua: not compared, " + why);
            }
            var bench = new DoorBench(size, new Traffic(apps));
            bench.measure(peers);
            return Report.print(size, bench.measured, missing);
        } finally {
            for (var peer : peers.reversed()) {
                peer.close();
            }
            remove(folder);
        }
    }

    private void measure(List<Peer> peers) throws IOException {
        for (var peer : peers) {
            peer.kinds().stream().sorted().forEach(kind -> measured.add(new Measured(peer, kind, new ArrayList<>())));
        }
        for (int turn = 1; turn <= size.warmUps; turn++) {
            System.err.printf("warming up, turn %d of %d%n", turn, size.warmUps);
            for (var one : measured) {
                if (turn == 1 || one.peer().warmsUp()) {
                    Load.run(
                            one.peer().port(),
                            one.kind(),
                            traffic.calls(one.kind(), size.warmUpCalls),
                            Load.AS_FAST_AS_ANSWERED);
                }
            }
        }
        for (int round = 1; round <= size.rounds; round++) {
            for (var one : measured) {
                one.runs().add(once(one.peer(), one.kind()));
                System.err.printf(
                        "round %d of %d: %s, %s: %.1f µs%n",
                        round,
                        size.rounds,
                        one.peer().name(),
                        label(one.kind()),
                        one.runs().getLast().cpuMicros());
            }
        }
    }

    static String label(Traffic.Kind kind) {
        return switch (kind) {
            case ANSWERING -> "answering";
            case PROXYING -> "proxying";
        };
    }

    private Measured.Run once(Peer peer, Traffic.Kind kind) throws IOException {
        var pids = peer.pids();
        var calls = traffic.calls(kind, (int) (size.perSecond * size.run.toSeconds()));
        long before = CpuTime.micros(pids);
        var latencies = Load.run(peer.port(), kind, calls, size.perSecond);
        long used = CpuTime.micros(pids) - before;
        return new Measured.Run((double) used / calls.size(), latencies);
    }

    private static void remove(Path folder) {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bench's folder could not be removed: " + folder, e);
        }
    }

    /** A peer's runs of one kind. */
    record Measured(Peer peer, Traffic.Kind kind, List<Run> runs) {
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

    static @Nullable Measured find(List<Measured> all, Class<? extends Peer> peer, Traffic.Kind kind) {
        return all.stream()
                .filter(m -> peer.isInstance(m.peer()) && m.kind() == kind)
                .findFirst()
                .orElse(null);
    }
}
