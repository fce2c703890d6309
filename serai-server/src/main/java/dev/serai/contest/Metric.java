package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One declared metric ({@code metric/v1}).
 *
 * @param number its number in document 001's catalogue, 101 and up; 0 for others
 * @param fact the type of its documents
 * @param units from unit (store, clerk) to the document's field that names it
 * @param measures the formulas as they stand in the file, in order; each is summed over documents
 * @param params defaults; a contest may set others
 */
record Metric(
        String id,
        int number,
        Map<String, String> name,
        String fact,
        Map<String, String> units,
        List<JsonNode> measures,
        Map<String, BigInteger> params,
        Score score,
        int scale,
        boolean descending) {
    /** Measures of one metric; as many columns as the tables have. */
    static final int MEASURES_MAX = 4;
}
