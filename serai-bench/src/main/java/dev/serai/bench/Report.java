package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what was measured, the bars, and what machine it was. */
final class Report {
    /** Serai's CPU per call, proxying, against Spring Cloud Gateway's: at most this share. */
    static final double PROXYING_BAR = 1 / 2.5;

    /** Serai's CPU per call, answering, against nginx + Lua's: at most this share. */
    static final double ANSWERING_BAR = 1 / 0.9;

    /** A call signed by RSA2 both ways, against the JDK alone: at most this share. */
    static final double RSA_BAR = 0.5;

    private int passed;
    private int failed;

    private Report() {}

    /** Whether every bar holds. */
    static boolean print(
            DoorBench.Size size, List<DoorBench.Measured> measured, List<Steps> steps, List<String> missing)
            throws IOException {
        var report = new Report();
        System.out.println("# `./serai bench door`: CPU per call of the gateway process alone");
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "%s. %d run%s of %d s each, in turns, %,d calls/s offered (RSA %,d), 32 connections, loopback.%n%n",
                machine(),
                size.rounds,
                size.rounds == 1 ? "" : "s",
                size.run.toSeconds(),
                size.perSecond,
                size.perSecond / Traffic.Kind.RSA2.fewer);
        System.out.println("| | gateway | CPU µs/call (min–max) | calls/s | p50 µs | p99 µs |");
        System.out.println("|---|---|---|---|---|---|");
        for (var kind : Traffic.Kind.values()) {
            measured.stream().filter(m -> m.kind() == kind).forEach(Report::row);
        }
        System.out.println();
        steps.forEach(Report::steps);
        missing.forEach(System.out::println);
        if (size == DoorBench.Size.FULL) {
            report.bar(measured, Traffic.Kind.PROXYING, ScgPeer.class, "Spring Cloud Gateway", PROXYING_BAR);
            report.bar(measured, Traffic.Kind.ANSWERING, NginxPeer.class, "nginx + Lua", ANSWERING_BAR);
            report.rsaBar(measured, Traffic.Kind.RSA2);
            report.rsaBar(measured, Traffic.Kind.ALIPAY);
        } else {
            System.out.println("Too short to compare: no bar is judged. Every answer was right and signed.");
            report.passed = measured.size();
            report.failed = missing.size();
        }
        System.out.printf("%d passed, %d failed%n", report.passed, report.failed);
        return report.failed == 0;
    }

    private static void row(DoorBench.Measured one) {
        var run = one.median();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.1f (%.1f–%.1f) | %,.0f | %,d | %,d |%n",
                one.kind().label,
                one.peer().name(),
                run.cpuMicros(),
                one.least(),
                one.most(),
                run.latencies().perSecond(),
                run.latencies().micros(0.50),
                run.latencies().micros(0.99));
    }

    static void steps(Steps steps) {
        System.out.printf(
                Locale.ROOT,
                "Where it goes, %s (%,d samples of CPU time by the JVM, JEP 509, in a run of its own):%n%n",
                steps.kind().label,
                steps.samples());
        System.out.println("| step | CPU µs/call |");
        System.out.println("|---|---|");
        steps.micros().forEach((step, micros) -> System.out.printf(Locale.ROOT, "| %s | %.1f |%n", step, micros));
        System.out.println();
    }

    private void bar(
            List<DoorBench.Measured> measured,
            Traffic.Kind kind,
            Class<? extends Peer> peer,
            String peerName,
            double most) {
        judge(kind, ours(measured, kind), DoorBench.find(measured, peer, kind), peerName, most);
    }

    private static DoorBench.@Nullable Measured ours(List<DoorBench.Measured> measured, Traffic.Kind kind) {
        return measured.stream()
                .filter(m ->
                        m.kind() == kind && m.peer() instanceof SeraiPeer serai && serai.rsa() == SeraiPeer.Rsa.BUILT)
                .findFirst()
                .orElse(null);
    }

    private void rsaBar(List<DoorBench.Measured> measured, Traffic.Kind kind) {
        var jdkOnly = measured.stream()
                .filter(m -> m.kind() == kind
                        && m.peer() instanceof SeraiPeer serai
                        && serai.rsa() == SeraiPeer.Rsa.JDK_ONLY)
                .findFirst()
                .orElse(null);
        judge(kind, ours(measured, kind), jdkOnly, SeraiPeer.Rsa.JDK_ONLY.title(), RSA_BAR);
    }

    private void judge(
            Traffic.Kind kind,
            DoorBench.@Nullable Measured ours,
            DoorBench.@Nullable Measured theirs,
            String peerName,
            double most) {
        if (ours == null || theirs == null) {
            System.out.printf("%s against %s: not compared; does not hold%n", kind.label, peerName);
            failed++;
            return;
        }
        double ratio = ours.median().cpuMicros() / theirs.median().cpuMicros();
        boolean holds = ratio <= most;
        System.out.printf(
                Locale.ROOT,
                "%s: Serai needs %.3f of %s's CPU per call, at most %.3f: %s%n",
                kind.label,
                ratio,
                peerName,
                most,
                holds ? "holds" : "does not hold");
        if (holds) {
            passed++;
        } else {
            failed++;
        }
    }

    static String machine() throws IOException {
        var cpu = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return "%d × %s, Linux %s, Java %s, load average %s at the end"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        cpu,
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.version"),
                        load);
    }
}
