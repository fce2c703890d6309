package dev.serai.bench;

import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A gateway that runs in processes of its own and does the same work as ours. */
interface Peer extends AutoCloseable {
    String name();

    int port();

    /** The processes whose CPU time is the gateway's. */
    List<Long> pids() throws IOException;

    Set<Traffic.Kind> kinds();

    /** With which its answers to RSA calls are signed; null where it takes none. */
    default @Nullable PublicKey platform() {
        return null;
    }

    /** Whether its code gets faster while it runs, and so must be warm before anything is measured. */
    boolean warmsUp();

    @Override
    void close() throws IOException;
}
