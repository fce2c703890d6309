package dev.serai.merchant;

import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare when a merchant's change needs no approval. */
@Component
final class ChangeRuleKind implements DeclarationKind<ChangeRule> {
    private final List<ChangeKind> kinds;

    ChangeRuleKind(List<ChangeKind> kinds) {
        this.kinds = kinds;
    }

    @Override
    public String kind() {
        return "merchant-change-rule/v1";
    }

    @Override
    public String schema() {
        return "schemas/merchant-change-rule-v1.json";
    }

    @Override
    public Class<ChangeRule> type() {
        return ChangeRule.class;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public ChangeRule compile(JsonNode file, Others others) {
        var change = file.path("change").asString();
        if (kinds.stream().noneMatch(kind -> kind.name().equals(change))) {
            throw new DeclarationProblem(
                    "/change",
                    "there is no such kind of change; there are "
                            + kinds.stream().map(ChangeKind::name).sorted().collect(Collectors.joining(", ")));
        }
        var statuses = new HashSet<MerchantStatus>();
        file.path("while").forEach(word -> statuses.add(MerchantStatus.valueOf(word.asString())));
        return new ChangeRule(
                id(file),
                change,
                Set.copyOf(statuses),
                file.has("per_day_max") ? file.path("per_day_max").intValue() : null);
    }
}
