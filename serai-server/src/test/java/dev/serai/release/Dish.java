package dev.serai.release;

import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What tests declare. */
record Dish(String id, long price) {
    @Component
    static class Kind implements DeclarationKind<Dish> {
        @Override
        public String kind() {
            return "sample-dish/v1";
        }

        @Override
        public String schema() {
            return "schemas/sample/dish.json";
        }

        @Override
        public Class<Dish> type() {
            return Dish.class;
        }

        @Override
        public String id(JsonNode file) {
            return file.path("id").stringValue();
        }

        @Override
        public Dish compile(JsonNode file, Others others) {
            if (file.path("price").asLong() == 13) {
                throw new DeclarationProblem("/price", "must not be 13; nobody would order it");
            }
            return new Dish(id(file), file.path("price").asLong());
        }

        @Override
        public int rank() {
            return 10;
        }
    }
}
