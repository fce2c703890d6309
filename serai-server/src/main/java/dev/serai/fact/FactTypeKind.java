package dev.serai.fact;

import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare a type of fact. */
@Component
final class FactTypeKind implements DeclarationKind<FactType> {
    /** Metrics and campaigns refer to fact types. */
    private static final int BEFORE_ALL_THAT_USE_FACTS = 10;

    @Override
    public String kind() {
        return "fact-type/v1";
    }

    @Override
    public String schema() {
        return "schemas/fact-type-v1.json";
    }

    @Override
    public Class<FactType> type() {
        return FactType.class;
    }

    @Override
    public int rank() {
        return BEFORE_ALL_THAT_USE_FACTS;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public FactType compile(JsonNode file, Others others) {
        Map<String, String> name = new LinkedHashMap<>();
        file.path("name")
                .properties()
                .forEach(e -> name.put(e.getKey(), e.getValue().asString()));
        if (!(Shapes.read(file.path("body"), "/body") instanceof Shape.Fields body)) {
            throw new DeclarationProblem("/body/type", "a fact's body must be an object");
        }
        var csv = file.has("csv") ? CsvMapping.read(file.path("csv"), body) : null;
        return new FactType(id(file), Map.copyOf(name), body, csv);
    }
}
