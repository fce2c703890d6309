package dev.serai.merchant;

import java.security.PrivateKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The apps as they are now, from memory. A change is seen within a second on every node. */
public interface Apps {
    Optional<App> find(String appId);

    /** What the platform signs with and is known by. */
    Platform platform();

    /** The key with which the platform signs its answers to RSA2 calls; null until the first app was made. */
    default @Nullable PrivateKey platformKey() {
        return platform().rsaKey();
    }

    /** The serial number of its public half; empty until the first app was made. */
    default String platformSerial() {
        return platform().serialNo();
    }
}
