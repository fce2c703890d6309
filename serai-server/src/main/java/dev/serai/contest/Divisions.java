package dev.serai.contest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How participants are split into divisions, each of which is ranked on its own. */
sealed interface Divisions {
    /** A participant's division by name; who is in none is left out and ranked after the others, among themselves. */
    Map<String, String> of(
            Collection<String> units, Function<String, Organisation.@Nullable Place> places, Sizes sizes);

    /** The divisions in the order in which they are listed. */
    default List<String> names(Map<String, String> given) {
        return List.copyOf(new TreeSet<>(given.values()));
    }

    /** What participants scored in the baseline, best first; those without a score are left out. */
    interface Sizes {
        List<Board.Row> ranked(Collection<String> units);
    }

    /** By city, region, brand or, for clerks, store, as the organisation has them on the window's last day. */
    record ByPlace(String level) implements Divisions {
        @Override
        public Map<String, String> of(
                Collection<String> units, Function<String, Organisation.@Nullable Place> places, Sizes sizes) {
            Map<String, String> divisions = new HashMap<>();
            for (var unit : units) {
                var place = places.apply(unit);
                var code = place == null ? null : place.of(level);
                if (code != null) {
                    divisions.put(unit, code);
                }
            }
            return divisions;
        }
    }

    /**
     * By lists in the file.
     *
     * @param rest where everybody else is; null: in none
     */
    record Listed(
            List<String> names,
            Map<String, String> of,
            @Nullable String rest) implements Divisions {
        @Override
        public Map<String, String> of(
                Collection<String> units, Function<String, Organisation.@Nullable Place> places, Sizes sizes) {
            Map<String, String> divisions = new HashMap<>();
            for (var unit : units) {
                var name = of.getOrDefault(unit, rest);
                if (name != null) {
                    divisions.put(unit, name);
                }
            }
            return divisions;
        }

        @Override
        public List<String> names(Map<String, String> given) {
            return names;
        }
    }

    /**
     * By what they scored in the baseline, the best in the first: equal parts, the first ones larger by one where they don't
     * come out even. Equals are never parted: who equals the last of a division belongs to it. Who has no baseline is in the
     * last.
     */
    record BySize(List<String> names) implements Divisions {
        @Override
        public Map<String, String> of(
                Collection<String> units, Function<String, Organisation.@Nullable Place> places, Sizes sizes) {
            Map<String, String> divisions = new HashMap<>();
            var rows = new ArrayList<>(sizes.ranked(units));
            int parts = names.size();
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i);
                // The rank is the place of the first of equals, so equals go where that one goes.
                divisions.put(row.unit(), names.get(part(row.rank() - 1, rows.size(), parts)));
            }
            units.forEach(unit -> divisions.putIfAbsent(unit, names.getLast()));
            return divisions;
        }

        private static int part(int place, int all, int parts) {
            int larger = all % parts;
            int size = all / parts;
            int inLarger = larger * (size + 1);
            return place < inLarger ? place / (size + 1) : larger + (place - inLarger) / size;
        }

        @Override
        public List<String> names(Map<String, String> given) {
            return names;
        }
    }
}
