package dev.serai.campaign;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A test on a fact's body that always ends. */
interface Condition {
    /** Always true: the file states no condition. */
    Condition NONE = new Condition() {
        @Override
        public boolean holds(JsonNode body) {
            return true;
        }

        @Override
        public String text() {
            return "true";
        }

        @Override
        public Set<FactPath> places() {
            return Set.of();
        }
    };

    /**
     * Whether it holds.
     *
     * @throws Failed when it cannot be told; nobody is ever eligible by a failure
     */
    boolean holds(JsonNode body);

    /** As the file says it. */
    String text();

    /** Where in the fact it looks. */
    Set<FactPath> places();

    /**
     * Reads a condition: plain comparisons are answered here, everything else by CEL.
     *
     * @throws IllegalArgumentException when it is no condition, with place and reason
     */
    static Condition parse(String text) {
        return PlainCondition.parse(text).orElseGet(() -> CelCondition.compile(text));
    }

    /** It could not be told whether the condition holds. */
    final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String cause) {
            super(cause, null, false, false);
        }
    }
}
