package dev.serai.contest;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where stores and clerks belong and what they are called, as facts of type {@code org} tell it, day by day. */
@Component
final class Organisation {
    private final JdbcClient db;

    Organisation(JdbcClient db) {
        this.db = db;
    }

    /** A unit's place on one day. */
    record Place(
            @Nullable String store,
            @Nullable String city,
            @Nullable String region,
            @Nullable String brand,
            @Nullable String name,
            @Nullable String nickname) {
        @Nullable String of(String level) {
            return switch (level) {
                case "store" -> store;
                case "city" -> city;
                case "region" -> region;
                case "brand" -> brand;
                default -> null;
            };
        }
    }

    /** Every store's or clerk's place on this day; one that began later stands where it begins. */
    Map<String, Place> on(String kind, LocalDate day) {
        Map<String, Place> places = new HashMap<>();
        db.sql("""
                        SELECT DISTINCT ON (code) code, store_id, city, region, brand, name, nickname FROM contest.place
                        WHERE kind = ? ORDER BY code, (since > ?), CASE WHEN since > ? THEN since END, since DESC""").params(kind, Date.valueOf(day), Date.valueOf(day)).query(rs -> {
            places.put(
                    rs.getString(1),
                    new Place(
                            rs.getString(2),
                            rs.getString(3),
                            rs.getString(4),
                            rs.getString(5),
                            rs.getString(6),
                            rs.getString(7)));
        });
        return places;
    }

    /** Unit-days {@code u} of a contest as they count for its participants, with the participant's name in SQL. */
    record Road(String participant, String join, List<Object> params) {}

    /** How unit-days become a contest's: by themselves, or through the places their units had on each day. */
    static Road road(Contest contest) {
        if (!contest.throughOrganisation()) {
            return new Road("u.unit", "", List.of());
        }
        var kind = contest.metric().counted(contest.unit());
        var join = new StringBuilder(
                " JOIN contest.place o ON o.kind = ? AND o.code = u.unit AND u.day >= o.since AND u.day < o.until");
        List<Object> params = new ArrayList<>(List.of(kind));
        contest.roster().range().forEach((level, wanted) -> {
            join.append(" AND o.").append(level).append(" = ?");
            params.add(wanted);
        });
        var participant = kind.equals(contest.unit()) ? "u.unit" : "o." + contest.unit();
        return new Road(participant, join.toString(), params);
    }
}
