package dev.serai.contest;

import dev.serai.contest.Organisation.Place;
import dev.serai.fact.Facts;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The organisation as it stood on a day, kept in memory until something new is reported of it. */
@Component
final class Whereabouts {
    /** Days times kinds kept; one more pushes out the one asked for longest ago. */
    private static final int KEPT_MAX = 32;

    /** For so long nobody asks whether something new was reported. */
    private static final long LOOK_EVERY_NS = 250_000_000L;

    private final Organisation organisation;
    private final Facts facts;
    private final Map<Key, Map<String, Place>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long head = -1;
    private long lookedAtNs;

    Whereabouts(Organisation organisation, Facts facts) {
        this.organisation = organisation;
        this.facts = facts;
    }

    private record Key(String kind, LocalDate day) {}

    /** Every store's or clerk's place on this day. */
    synchronized Map<String, Place> on(String kind, LocalDate day) {
        forgetIfNews();
        var key = new Key(kind, day);
        var places = kept.get(key);
        if (places == null) {
            places = Map.copyOf(organisation.on(kind, day));
            kept.put(key, places);
            if (kept.size() > KEPT_MAX) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return places;
    }

    private void forgetIfNews() {
        long now = System.nanoTime();
        if (head >= 0 && now - lookedAtNs < LOOK_EVERY_NS) {
            return;
        }
        if (head < 0 || !facts.each(Scorekeeper.ORGANISATION, head, 1).isEmpty()) {
            // Taken before anything is read: what comes meanwhile is news the next time.
            head = facts.head();
            kept.clear();
        }
        lookedAtNs = now;
    }
}
