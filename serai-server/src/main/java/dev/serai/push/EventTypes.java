package dev.serai.push;

import dev.serai.kernel.Excerpt;
import dev.serai.openapi.EventDocs;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Every event type of this house. */
@Component
final class EventTypes implements EventDocs {
    static final String ALL = "*";

    private final SortedSet<String> names;
    private final List<Told> told;

    EventTypes(List<EventType> types) {
        this.names = types.stream().map(EventType::name).collect(Collectors.toCollection(TreeSet::new));
        this.told = types.stream()
                .sorted(Comparator.comparing(EventType::name))
                .map(type -> new Told(
                        type.name(), Map.of("en", type.tells(), "zh-CN", type.tellsInChinese()), type.example()))
                .toList();
    }

    @Override
    public List<Told> all() {
        return told;
    }

    boolean knows(String name) {
        return names.contains(name);
    }

    /** Reads a comma list, or {@code *}; gives it back sorted and each name once. */
    String parse(String list) {
        if (list.strip().equals(ALL)) {
            return ALL;
        }
        var chosen = new TreeSet<String>();
        Arrays.stream(list.split(",", -1)).map(String::strip).forEach(name -> {
            if (!knows(name)) {
                throw new Refusal(
                        SubCode.PARAM_INVALID,
                        "types names \"" + shortened(name) + "\", which is no event type; name some of "
                                + String.join(", ", names) + " with commas between, or *");
            }
            chosen.add(name);
        });
        return String.join(",", chosen);
    }

    private static String shortened(String name) {
        return Excerpt.of(name, 64);
    }
}
