package dev.serai.contest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everyone on a board: what he scores, to which group he belongs, what he is called. */
@Component
final class Participants {
    private final Organisation organisation;
    private final Baselines baselines;

    Participants(Organisation organisation, Baselines baselines) {
        this.organisation = organisation;
        this.baselines = baselines;
    }

    /**
     * @param scores in the roster's order
     * @param divisions empty where there are none
     */
    record All(
            Map<String, Fraction> scores,
            Map<String, String> groups,
            Map<String, Board.Called> names,
            Map<String, String> divisions) {}

    /** @param given the scores of those who have documents; {@code nothing} is what no documents score by the metric */
    All of(Contest contest, Map<String, Fraction> given, Fraction nothing) {
        var without = contest.rules().without(nothing);
        var places = places(contest);
        Map<String, Fraction> scores = new LinkedHashMap<>();
        if (!contest.likeSeed001() && without != null) {
            contest.roster().units().forEach(unit -> scores.put(unit, without));
            if (contest.roster().everyone()) {
                places.forEach((unit, place) -> {
                    if (inRange(contest, place)) {
                        scores.put(unit, without);
                    }
                });
            }
        }
        scores.putAll(given);
        Map<String, String> groups = new HashMap<>();
        Map<String, Board.Called> names = new HashMap<>();
        for (var unit : scores.keySet()) {
            var place = places.get(unit);
            var named = contest.roster().names().get(unit);
            if (place != null && (place.name() != null || place.nickname() != null) || named != null) {
                names.put(
                        unit,
                        new Board.Called(
                                named != null ? named : place == null ? null : place.name(),
                                place == null ? named : place.nickname()));
            }
            var group = group(contest, unit, places);
            if (group != null) {
                groups.put(unit, group);
            }
        }
        var divisions = contest.rules().divisions();
        return new All(
                scores,
                groups,
                names,
                divisions == null
                        ? Map.of()
                        : divisions.of(scores.keySet(), places::get, units -> baselines.ranked(contest, units)));
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

    private static @Nullable String group(Contest contest, String unit, Map<String, Organisation.Place> places) {
        var by = contest.groupBy();
        if (by == null) {
            return null;
        }
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
