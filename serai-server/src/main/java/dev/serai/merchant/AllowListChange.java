package dev.serai.merchant;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Addresses from which a merchant's apps may call. */
@Component
class AllowListChange implements ChangeKind {
    private final AllowLists lists;

    AllowListChange(AllowLists lists) {
        this.lists = lists;
    }

    @Override
    public String name() {
        return "allow_list";
    }

    @Override
    public Applications.Title title() {
        return new Applications.Title("IP 白名单", "Allow-list");
    }

    @Override
    public JsonNode now(MerchantId merchant) {
        return node(lists.of(merchant).ranges());
    }

    @Override
    public JsonNode checked(MerchantId merchant, JsonNode wanted) {
        if (!wanted.isArray()) {
            throw Refused.invalid("after must be a list of addresses and CIDR blocks; an empty one lets all in");
        }
        return node(
                AllowLists.read(texts(wanted)).stream().map(AddressRange::text).toList());
    }

    @Override
    public void apply(MerchantId merchant, JsonNode value, Actor by) {
        lists.set(merchant, texts(value), by);
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    private static JsonNode node(List<String> texts) {
        return Json.MAPPER.valueToTree(texts);
    }
}
