package dev.serai.merchant;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Whom to call at a merchant's. */
@Component
class ContactsChange implements ChangeKind {
    private static final TypeReference<List<Profile.Contact>> CONTACTS = new TypeReference<>() {};

    private final JdbcClient db;
    private final ContactTable table;

    ContactsChange(JdbcClient db, ContactTable table) {
        this.db = db;
        this.table = table;
    }

    @Override
    public String name() {
        return "contacts";
    }

    @Override
    public Applications.Title title() {
        return new Applications.Title("联系人", "Contacts");
    }

    @Override
    public JsonNode now(MerchantId merchant) {
        return Json.MAPPER.valueToTree(table.of(merchant));
    }

    @Override
    public boolean personal() {
        return true;
    }

    @Override
    public JsonNode masked(JsonNode value) {
        return Json.MAPPER.valueToTree(Json.MAPPER.convertValue(value, CONTACTS).stream()
                .map(Profile.Contact::masked)
                .toList());
    }

    @Override
    public JsonNode checked(MerchantId merchant, JsonNode wanted) {
        try {
            var contacts = Profile.contacts(Json.MAPPER.convertValue(wanted, CONTACTS));
            return Json.MAPPER.valueToTree(contacts);
        } catch (JacksonException e) {
            // Its message would repeat what came in, phone numbers too.
            throw Refused.invalid("after must be a list of {name, email, phone, role: BUSINESS | TECHNICAL | FINANCE}");
        }
    }

    @Override
    public void apply(MerchantId merchant, JsonNode value, Actor by) {
        table.replace(merchant, Json.MAPPER.convertValue(value, CONTACTS));
        db.sql("UPDATE merchant.merchant SET version = version + 1 WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
    }
}
