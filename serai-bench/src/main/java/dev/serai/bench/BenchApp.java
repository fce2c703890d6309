package dev.serai.bench;

import dev.serai.protocol.HmacKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One of the apps every peer knows.
 *
 * @param limitPerS calls a second it may make
 */
record BenchApp(String id, String merchant, String secret, int limitPerS, HmacKey hmac) {
    /** How many apps each peer looks up among. */
    static final int COUNT = 1_000;

    private static final int LIMIT_PER_S = 5_000;

    static List<BenchApp> fresh() {
        var random = new SecureRandom();
        var apps = new ArrayList<BenchApp>(COUNT);
        var bytes = new byte[32];
        for (int i = 0; i < COUNT; i++) {
            random.nextBytes(bytes);
            var secret = HexFormat.of().formatHex(bytes);
            apps.add(new BenchApp("bench-%06d".formatted(i), "bench", secret, LIMIT_PER_S, new HmacKey(secret)));
        }
        return apps;
    }

    /** As the other peers read them: one line each, parts separated by a tab. */
    static void write(List<BenchApp> apps, Path file) throws IOException {
        var lines = apps.stream()
                .map(a -> String.join("\t", a.id, a.merchant, a.secret, Integer.toString(a.limitPerS)))
                .toList();
        Files.write(file, lines);
    }

    @Override
    public String toString() {
        return "BenchApp[" + id + "]";
    }
}
