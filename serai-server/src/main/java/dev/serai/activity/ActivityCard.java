package dev.serai.activity;

import java.time.Instant;
import java.util.Map;

/**
 * What lists and pages show of an activity.
 *
 * @param id the activity id outsiders use
 * @param play which kind of play it is: campaign or contest
 * @param name by language tag (zh-CN, en)
 * @param start first instant it runs
 * @param end first instant it no longer runs
 * @param zone the IANA zone its dates are shown in
 * @param open whether anybody may look at it without signature or session
 * @param state a word of the play's own lifecycle, for example running or settling
 */
public record ActivityCard(
        long id,
        String play,
        Map<String, String> name,
        Instant start,
        Instant end,
        String zone,
        boolean open,
        String state) {}
