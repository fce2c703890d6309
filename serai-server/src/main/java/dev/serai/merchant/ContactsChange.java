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

    ContactsChange(JdbcClient db) {
        this.db = db;
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
        var contacts = Json.MAPPER.createArrayNode();
        db.sql("SELECT name, email, phone, role FROM merchant.contact WHERE merchant_id = ? ORDER BY n")
                .param(merchant.value())
                .query(rs -> {
                    contacts.addObject()
                            .put("name", rs.getString(1))
                            .put("email", rs.getString(2))
                            .put("phone", rs.getString(3))
                            .put("role", rs.getString(4));
                });
        return contacts;
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
        db.sql("DELETE FROM merchant.contact WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
        int n = 0;
        for (var contact : value) {
            db.sql("INSERT INTO merchant.contact (merchant_id, n, name, email, phone, role) VALUES (?, ?, ?, ?, ?, ?)")
                    .params(
                            merchant.value(),
                            n++,
                            contact.path("name").asString(),
                            contact.path("email").asString(),
                            contact.path("phone").asString(),
                            contact.path("role").asString())
                    .update();
        }
        db.sql("UPDATE merchant.merchant SET version = version + 1 WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
    }
}
