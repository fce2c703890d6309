package dev.serai.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** How Java processes are started here. */
final class Jvm {
    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Those of JVM_SERVER in bin/jdk.sh, so that no peer runs with a slower collector or a smaller heap. */
    static List<String> serverFlags() {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms128m",
                "-Xmx512m",
                "-XX:SoftRefLRUPolicyMSPerMB=100",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    static Path ownJar() {
        try {
            return Path.of(Jvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
