package dev.serai.contest;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a definition's unit-days are read from: rows definition, unit, day, documents, v1 to v4.
 *
 * @param with common table expressions the table needs, each ended by a comma; empty where it stands in the database
 * @param params what they bind, before everything else of the statement
 */
record DayTable(String with, String table, List<Object> params) {
    /** What is kept up to date with each fact. */
    static final DayTable KEPT = new DayTable("", "contest.unit_day", List.of());

    /** {@code WITH} and what comes before {@code own}; nothing where nothing is needed. */
    String withOnly() {
        return with.isEmpty() ? "" : "WITH " + with.substring(0, with.length() - 1) + " ";
    }

    /** A statement's values: those of the tables first. */
    List<Object> and(List<?> own) {
        List<Object> all = new ArrayList<>(params);
        all.addAll(own);
        return all;
    }
}
