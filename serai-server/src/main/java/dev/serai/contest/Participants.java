package dev.serai.contest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who takes part in a contest whether or not he has facts, to which group and division everyone belongs and what he is called. */
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
        // Where nobody is on the board before his first fact, nobody is on it always.
        if (!contest.likeSeed001() && contest.rules().without(contest.withoutDocuments()) != null) {
            always.addAll(contest.roster().units());
            if (contest.roster().everyone()) {
                places.forEach((unit, place) -> {
                    if (inRange(contest, place) && ofItsStores(contest, unit, place)) {
                        always.add(unit);
                    }
                });
            }
        }
        return new Known(contest, always, places);
    }

    /**
     * Everyone on a board at once.
     *
     * @param scores in the roster's order
     * @param divisions empty where there are none
     */
    record All(
            Map<String, Fraction> scores,
            Map<String, String> groups,
            Map<String, Board.Called> names,
            Map<String, String> divisions) {}

    /**
     * @param given the scores of those who have documents
     * @param sizes who stood where in the window before; asked only where divisions go by size
     */
    All of(Contest contest, Map<String, Fraction> given, Divisions.Sizes sizes) {
        var known = known(contest);
        var without = contest.rules().without(contest.withoutDocuments());
        Map<String, Fraction> scores = new LinkedHashMap<>();
        if (without != null) {
            known.always().forEach(unit -> scores.put(unit, without));
        }
        scores.putAll(given);
        Map<String, Board.Called> names = new HashMap<>();
        for (var unit : scores.keySet()) {
            known.group(unit);
            var called = known.names().get(unit);
            if (called != null) {
                names.put(unit, called);
            }
        }
        var divisions = contest.rules().divisions();
        return new All(
                scores,
                Map.copyOf(known.groups()),
                names,
                divisions == null ? Map.of() : divisions.of(scores.keySet(), known::place, sizes));
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

    /** Where documents of some stores alone count, nobody of another waits on the board for his first one. */
    private static boolean ofItsStores(Contest contest, String unit, Organisation.Place place) {
        var stores = contest.definition().given().stores();
        return stores.isEmpty()
                || switch (contest.unit()) {
                    case "store" -> stores.contains(unit);
                    case "clerk" -> place.store() instanceof String store && stores.contains(store);
                    default -> true;
                };
    }

    private static boolean inRange(Contest contest, Organisation.Place place) {
        return contest.roster().range().entrySet().stream()
                .allMatch(e -> e.getValue().equals(place.of(e.getKey())));
    }
}
