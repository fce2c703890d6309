package dev.serai.watch.console;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How far back an overview looks, and how finely it is drawn. */
enum Window {
    HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY("24h", Duration.ofHours(24), Duration.ofMinutes(15));

    private final String word;
    private final Duration length;
    private final Duration bucket;

    Window(String word, Duration length, Duration bucket) {
        this.word = word;
        this.length = length;
        this.bucket = bucket;
    }

    String word() {
        return word;
    }

    Duration length() {
        return length;
    }

    Duration bucket() {
        return bucket;
    }

    static Optional<Window> of(String word) {
        return Arrays.stream(values()).filter(w -> w.word.equals(word)).findFirst();
    }
}
