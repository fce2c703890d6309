package dev.serai.core;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Some addresses among which calls are shared out by weight, one after the other. For any thread. */
final class Way {
    private final String name;
    private final List<Site> sites;

    /** The order in which addresses come, each as often as its weight says and as evenly as it goes. */
    private final Site[] round;

    private final AtomicInteger next = new AtomicInteger();

    Way(String name, List<Site> sites, int[] weights) {
        this.name = name;
        this.sites = List.copyOf(sites);
        this.round = round(sites, weights);
    }

    /** Smooth weighted round-robin, as nginx does it, laid out once. */
    private static Site[] round(List<Site> sites, int[] weights) {
        int sum = Arrays.stream(weights).sum();
        var round = new Site[sum];
        var owed = new int[weights.length];
        for (int i = 0; i < sum; i++) {
            int most = 0;
            for (int k = 0; k < owed.length; k++) {
                owed[k] += weights[k];
                most = owed[k] > owed[most] ? k : most;
            }
            owed[most] -= sum;
            round[i] = sites.get(most);
        }
        return round;
    }

    String name() {
        return name;
    }

    List<Site> sites() {
        return sites;
    }

    /** The address whose turn it is, or another one if that lets nobody in; null if none does. The caller has entered it. */
    @Nullable Site enter() {
        var first = round.length == 1 ? round[0] : round[(next.getAndIncrement() & Integer.MAX_VALUE) % round.length];
        return first.tryEnter() ? first : enterOther(first);
    }

    /** Any but this one; null if none lets anybody in. */
    @Nullable Site enterOther(Site than) {
        int from = sites.indexOf(than);
        for (int i = 1; i <= sites.size(); i++) {
            var site = sites.get((from + i) % sites.size());
            if (site != than && site.tryEnter()) {
                return site;
            }
        }
        return null;
    }
}
