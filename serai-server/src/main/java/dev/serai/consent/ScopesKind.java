package dev.serai.consent;

import dev.serai.release.DeclarationKind;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that say in plain words what a user lets an app do by each scope. */
@Component
class ScopesKind implements DeclarationKind<ScopeWords> {
    @Override
    public String kind() {
        return "scopes/v1";
    }

    @Override
    public String schema() {
        return "schemas/scopes-v1.json";
    }

    @Override
    public Class<ScopeWords> type() {
        return ScopeWords.class;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public ScopeWords compile(JsonNode file, Others others) {
        var words = new HashMap<String, ScopeWords.Words>();
        for (var scope : file.path("scopes").properties()) {
            words.put(
                    scope.getKey(),
                    new ScopeWords.Words(
                            scope.getValue().path("zh-CN").asString(),
                            scope.getValue().path("en").asString()));
        }
        return new ScopeWords(Map.copyOf(words));
    }
}
