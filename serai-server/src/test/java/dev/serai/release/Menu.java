package dev.serai.release;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What tests declare with reference to dishes. */
record Menu(String id, List<Dish> dishes) {
    @Component
    static class Kind implements DeclarationKind<Menu> {
        @Override
        public String kind() {
            return "sample-menu/v1";
        }

        @Override
        public String schema() {
            return "schemas/sample/menu.json";
        }

        @Override
        public Class<Menu> type() {
            return Menu.class;
        }

        @Override
        public String id(JsonNode file) {
            return file.path("id").stringValue();
        }

        @Override
        public Menu compile(JsonNode file, Others others) {
            var dishes = new ArrayList<Dish>();
            for (var name : file.path("dishes")) {
                var dish = others.of(Dish.class).get(name.stringValue());
                if (dish == null) {
                    throw new DeclarationProblem(
                            "/dishes/" + dishes.size(), "there is no dish " + name + "; declare it first");
                }
                dishes.add(dish);
            }
            return new Menu(id(file), List.copyOf(dishes));
        }
    }
}
