package dev.serai.contest;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is known of a contest's participants besides their scores, as of one state of the organisation. */
final class Known {
    private final Contest contest;
    private final Set<String> always;
    private final Map<String, Organisation.Place> places;
    private final Map<String, Board.Called> names;

    /** Grows as participants are met; what stands in it stays. */
    private final Map<String, String> groups = new ConcurrentHashMap<>();

    Known(Contest contest, Set<String> always, Map<String, Organisation.Place> places) {
        this.contest = contest;
        this.always = always;
        this.places = places;
        this.names = names(contest, places);
    }

    private static Map<String, Board.Called> names(Contest contest, Map<String, Organisation.Place> places) {
        Map<String, Board.Called> names = new HashMap<>();
        places.forEach((unit, place) -> {
            if (place.name() != null || place.nickname() != null) {
                names.put(unit, new Board.Called(place.name(), place.nickname()));
            }
        });
        contest.roster().names().forEach((unit, named) -> {
            var place = places.get(unit);
            names.put(unit, new Board.Called(named, place == null ? named : place.nickname()));
        });
        return Collections.unmodifiableMap(names);
    }

    Organisation.@Nullable Place place(String unit) {
        return places.get(unit);
    }

    /** Who takes part without any facts. */
    Set<String> always() {
        return always;
    }

    Map<String, Board.Called> names() {
        return names;
    }

    /** Of everyone met so far. */
    Map<String, String> groups() {
        return Collections.unmodifiableMap(groups);
    }

    @Nullable String group(String unit) {
        var by = contest.groupBy();
        if (by == null) {
            return null;
        }
        var group = groups.get(unit);
        if (group == null) {
            group = find(unit, by);
            if (group != null) {
                groups.put(unit, group);
            }
        }
        return group;
    }

    private @Nullable String find(String unit, String by) {
        var said = contest.roster().groups().get(unit);
        if (said != null) {
            return said;
        }
        var place = places.get(unit);
        if (place != null && place.of(by) != null) {
            return place.of(by);
        }
        // Document 001's clerk codes carry their shop's: 1072_018 belongs to 1072.
        int end = unit.lastIndexOf('_');
        return by.equals("store") && end > 0 ? unit.substring(0, end) : null;
    }
}
