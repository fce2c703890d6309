package dev.serai.release;

import java.util.HashSet;
import java.util.List;

/**
 * Who sees a revision first: these apps, and this percent of all others.
 *
 * @param percent 0 to 100; 100 is everybody
 */
public record Share(int percent, List<String> apps) {
    /** How many apps may be named. */
    public static final int APPS_MAX = 1_000;

    public static final Share ALL = new Share(100, List.of());

    public Share {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent must be 0 to 100, was " + percent);
        }
        if (apps.size() > APPS_MAX) {
            throw new IllegalArgumentException("at most " + APPS_MAX + " apps may be named, found " + apps.size());
        }
        if (percent == 0 && apps.isEmpty()) {
            throw new IllegalArgumentException("a share needs a percent above 0 or at least one app");
        }
        apps = apps.stream().distinct().sorted().toList();
    }

    boolean everybody() {
        return percent == 100;
    }

    /** Nobody who is in {@code other} is missing here. */
    boolean covers(Share other) {
        return percent >= other.percent && (everybody() || new HashSet<>(apps).containsAll(other.apps));
    }
}
