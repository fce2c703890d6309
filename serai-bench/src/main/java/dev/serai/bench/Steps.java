package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a call's CPU time goes inside our own door, check by check: the JVM's own CPU-time samples (JEP 509), each given
 * to the innermost step on its stack. Taken in a run of its own, since sampling costs something itself.
 *
 * @param micros CPU-µs per call by step, in the order a call meets them
 * @param samples how many samples that rests on
 */
record Steps(Traffic.Kind kind, Map<String, Double> micros, long samples) {
    /** A step and where its code is: a class in our gateway, and its method where the class has several steps. */
    private record Place(String step, String type, String method) {}

    private static final String BETWEEN = "the door between them";
    private static final String SOCKETS = "sockets and HTTP";
    private static final String OTHERS = "other threads";
    private static final String LIMITS = "limits and their fields";
    private static final String LOOP = "vert.x-eventloop";
    private static final String ANY = "";

    private static final List<Place> PLACES = List.of(
            new Place("read and dialect", "SeraiDialect", ANY),
            new Place("read and dialect", "RequestBody", ANY),
            new Place("read and dialect", "Form", ANY),
            new Place("app", "Checks", "app"),
            new Place("allow-list", "Checks", "address"),
            new Place("signature and window", "Checks", "signature"),
            new Place("replay", "Checks", "replay"),
            new Place("method", "LiveCatalogue", ANY),
            new Place("method", "OneCatalogue", ANY),
            new Place("grant", "LiveGrants", ANY),
            new Place("grant", "GrantTable", ANY),
            new Place(LIMITS, "RateLimits", ANY),
            new Place(LIMITS, "LimitFields", ANY),
            new Place(LIMITS, "Checks", "over"),
            new Place("token and store", "Checks", "admitted"),
            new Place("schema", "Runner", "parameters"),
            new Place("run", "Runner", "run"),
            new Place("envelope", "Envelope", ANY),
            new Place("answer signed", "AnswerSigner", ANY),
            new Place("answer signed", "PlatformSigner", ANY),
            new Place("record handed on", "CallLog", ANY),
            new Place("passed on to the core", "CoreCall", ANY),
            new Place("passed on to the core", "CoreProxy", "call"),
            new Place("passed on to the core", "CoreProxy", "request"),
            new Place("passed on to the core", "CoreConnections", ANY),
            new Place("the core's answer read", "CoreProxy", ANY),
            new Place("the core's answer read", "CoreReply", ANY),
            new Place("answer written", "DoorHandler", "send"));

    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0" label="serai-bench">
              <event name="jdk.CPUTimeSample">
                <setting name="enabled">true</setting>
                <setting name="throttle">1 ms</setting>
                <setting name="stackTrace">true</setting>
              </event>
            </configuration>
            """;

    /** Sends the calls as fast as they are answered, so that the samples are many. */
    static Steps of(SeraiPeer serai, Traffic.Kind kind, List<Traffic.Call> calls, Path folder) throws IOException {
        var settings = folder.resolve("steps.jfc");
        var recorded = folder.resolve("steps-" + kind + ".jfr");
        Files.writeString(settings, SETTINGS);
        jcmd(serai, "JFR.start", "name=steps", "settings=" + settings, "filename=" + recorded);
        long before = CpuTime.micros(serai.pids());
        Load.run(serai.port(), serai.platform(), kind, calls, Load.AS_FAST_AS_ANSWERED);
        double perCall = (double) (CpuTime.micros(serai.pids()) - before) / calls.size();
        jcmd(serai, "JFR.stop", "name=steps");
        return of(kind, perCall, recorded);
    }

    private static Steps of(Traffic.Kind kind, double perCall, Path recorded) throws IOException {
        var nanos = new LinkedHashMap<String, Long>();
        PLACES.forEach(place -> nanos.put(place.step(), 0L));
        nanos.put(BETWEEN, 0L);
        nanos.put(SOCKETS, 0L);
        nanos.put(OTHERS, 0L);
        long samples = 0;
        try (var file = new RecordingFile(recorded)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample")) {
                    nanos.merge(step(event), event.getDuration("samplingPeriod").toNanos(), Long::sum);
                    samples++;
                }
            }
        }
        long all = nanos.values().stream().mapToLong(Long::longValue).sum();
        var micros = new LinkedHashMap<String, Double>();
        nanos.forEach((step, some) -> micros.put(step, all == 0 ? 0 : perCall * some / all));
        return new Steps(kind, Collections.unmodifiableMap(micros), samples);
    }

    private static String step(RecordedEvent sample) {
        boolean between = false;
        var stack = sample.getStackTrace();
        if (stack != null) {
            for (var frame : stack.getFrames()) {
                for (var place : PLACES) {
                    if (at(place, frame)) {
                        return place.step();
                    }
                }
                // A part of a step has a method of its own; the step is further out.
                between |= at(new Place(BETWEEN, "Checks", ANY), frame)
                        || at(new Place(BETWEEN, "DoorHandler", ANY), frame);
            }
        }
        if (between) {
            return BETWEEN;
        }
        var thread = sample.getThread("eventThread");
        var name = thread == null ? null : thread.getJavaName();
        return name != null && name.startsWith(LOOP) ? SOCKETS : OTHERS;
    }

    private static boolean at(Place place, RecordedFrame frame) {
        var method = frame.getMethod();
        var type = method.getType().getName();
        if (!type.startsWith("dev.serai.")) {
            return false;
        }
        var own = type.substring(type.lastIndexOf('.') + 1).split("\\$")[0];
        return own.equals(place.type())
                && (place.method().isEmpty() || place.method().equals(method.getName()));
    }

    private static void jcmd(SeraiPeer serai, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(Jvm.java()).resolveSibling("jcmd").toString());
        command.add(Long.toString(serai.serverPid()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
