package dev.serai.contest;

import dev.serai.activity.Outlook.Level;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * To which part of the company each of a contest's participants belongs, by the last day of its window: as the file groups
 * them, else as the organisation tells, else by document 001's clerk codes, which begin with their shop's.
 */
final class Where {
    private final Contest contest;
    private final Board board;
    private final Whereabouts whereabouts;
    private final LocalDate day;

    Where(Contest contest, Board board, Whereabouts whereabouts) {
        this.contest = contest;
        this.board = board;
        this.whereabouts = whereabouts;
        this.day = contest.definition().given().lastDay();
    }

    /** The part of this level a participant is or belongs to; null where it is not known, or lies below him. */
    @Nullable String of(String participant, Level level) {
        if (contest.unit().equals(level.word())) {
            return participant;
        }
        if (level.word().equals(contest.groupBy())) {
            return board.groups().get(participant);
        }
        return switch (contest.unit()) {
            case "clerk" -> ofClerk(participant, level);
            case "store" -> level.compareTo(Level.STORE) > 0 ? ofStore(participant, level) : null;
            case "city", "region" -> ofArea(participant, level);
            default -> null;
        };
    }

    /** Of whatever clerk, on the board or not. */
    @Nullable String ofClerk(String clerk, Level level) {
        var place = whereabouts.on("clerk", day).get(clerk);
        var told = place == null ? null : place.of(level.word());
        if (told != null || level == Level.CLERK) {
            return level == Level.CLERK ? clerk : told;
        }
        int end = clerk.lastIndexOf('_');
        var store = place != null && place.store() != null ? place.store() : end > 0 ? clerk.substring(0, end) : null;
        return store == null ? null : ofStore(store, level);
    }

    @Nullable String ofStore(String store, Level level) {
        if (level == Level.STORE) {
            return store;
        }
        var place = whereabouts.on("store", day).get(store);
        return place == null ? null : place.of(level.word());
    }

    /** A city or region belongs where all of its stores belong, and nowhere if they differ. */
    private @Nullable String ofArea(String area, Level level) {
        if (level.compareTo(Level.STORE) <= 0 || level == Level.ALL) {
            return null;
        }
        String found = null;
        for (var place : whereabouts.on("store", day).values()) {
            if (area.equals(place.of(contest.unit()))) {
                var one = place.of(level.word());
                if (one == null || found != null && !found.equals(one)) {
                    return null;
                }
                found = one;
            }
        }
        return found;
    }

    /** The participant that a part of the company is or belongs to; null where it is none's. */
    @Nullable String participant(Level level, String unit) {
        if (level == Level.ALL) {
            return null;
        }
        if (contest.unit().equals(level.word())) {
            return unit;
        }
        var wanted = Level.of(contest.unit()).orElse(null);
        if (wanted == null || wanted.compareTo(level) < 0) {
            return null;
        }
        return switch (level) {
            case CLERK -> ofClerk(unit, wanted);
            case STORE -> ofStore(unit, wanted);
            default -> null;
        };
    }

    /** Whether the organisation knows a clerk of this code on that day. */
    boolean knows(String clerk) {
        return whereabouts.on("clerk", day).containsKey(clerk);
    }

    /** Whether a group of the board lies within a part of the company. */
    boolean groupWithin(String group, Level level, String unit) {
        var by = contest.groupBy();
        if (level == Level.ALL) {
            return true;
        }
        if (by == null) {
            return false;
        }
        if (by.equals(level.word())) {
            return group.equals(unit);
        }
        if (by.equals("store")) {
            return Objects.equals(ofStore(group, level), unit);
        }
        // Between areas only the stores' places tell, and all of them must agree.
        var all = whereabouts.on("store", day).values().stream()
                .filter(place -> group.equals(place.of(by)))
                .map(place -> level.compareTo(Level.STORE) > 0 ? String.valueOf(place.of(level.word())) : "")
                .distinct()
                .toList();
        return all.size() == 1 && all.getFirst().equals(unit);
    }
}
