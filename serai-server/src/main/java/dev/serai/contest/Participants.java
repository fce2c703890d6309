package dev.serai.contest;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who takes part in a contest whether or not he has facts, to which group everyone belongs and what he is called. */
@Component
final class Participants {
    private final Organisation organisation;

    Participants(Organisation organisation) {
        this.organisation = organisation;
    }

    /** As the organisation is now: read again when that changed, not with every score. */
    Known known(Contest contest) {
        var places = places(contest);
        Set<String> always = new LinkedHashSet<>();
        if (!contest.likeSeed001()) {
            always.addAll(contest.roster().units());
            if (contest.roster().everyone()) {
                places.forEach((unit, place) -> {
                    if (inRange(contest, place)) {
                        always.add(unit);
                    }
                });
            }
        }
        return new Known(contest, always, places);
    }

    /** By the last day of the window: a board shows people where they stand at its end. */
    private Map<String, Organisation.Place> places(Contest contest) {
        var unit = contest.unit();
        if (!unit.equals("store") && !unit.equals("clerk")) {
            return above(contest);
        }
        return organisation.on(unit, contest.definition().given().lastDay());
    }

    private Map<String, Organisation.Place> above(Contest contest) {
        Map<String, Organisation.Place> places = new HashMap<>();
        if (Metric.ABOVE_STORES.contains(contest.unit())) {
            for (var place : organisation
                    .on("store", contest.definition().given().lastDay())
                    .values()) {
                var code = place.of(contest.unit());
                if (code != null) {
                    places.put(
                            code,
                            new Organisation.Place(null, place.city(), place.region(), place.brand(), null, null));
                }
            }
        }
        return places;
    }

    private static boolean inRange(Contest contest, Organisation.Place place) {
        return contest.roster().range().entrySet().stream()
                .allMatch(e -> e.getValue().equals(place.of(e.getKey())));
    }
}
