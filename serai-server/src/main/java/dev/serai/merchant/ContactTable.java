package dev.serai.merchant;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Whom to call at merchants', as it is kept: names, addresses and numbers sealed, and a keyed hash of the number to find it by. */
@Component
class ContactTable {
    private static final String PURPOSE = "merchant.contact.phone";

    /** So begins a value of a change that is sealed; no JSON does. */
    private static final String SEALED = "sealed:";

    private final JdbcClient db;
    private final Sealer sealer;

    ContactTable(JdbcClient db, Sealer sealer) {
        this.db = db;
        this.sealer = sealer;
    }

    List<Profile.Contact> of(MerchantId merchant) {
        return db.sql("SELECT sealed, name, email, phone, role FROM merchant.contact WHERE merchant_id = ? ORDER BY n")
                .param(merchant.value())
                .query((rs, _) -> contact(rs))
                .list();
    }

    private Profile.Contact contact(ResultSet rs) throws SQLException {
        var role = Profile.ContactRole.valueOf(rs.getString("role"));
        var sealed = rs.getBytes("sealed");
        if (sealed == null) {
            // Kept before contacts were sealed, and not reached by OldContacts yet.
            return new Profile.Contact(rs.getString("name"), rs.getString("email"), rs.getString("phone"), role);
        }
        var it = Json.read(new String(sealer.open(sealed), StandardCharsets.UTF_8));
        return new Profile.Contact(
                it.path("name").asString(),
                it.path("email").asString(),
                it.path("phone").asString(),
                role);
    }

    /** These and no others from now on. */
    void replace(MerchantId merchant, List<Profile.Contact> contacts) {
        db.sql("DELETE FROM merchant.contact WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
        int n = 0;
        for (var contact : contacts) {
            db.sql("INSERT INTO merchant.contact (merchant_id, n, sealed, phone_hash, role) VALUES (?, ?, ?, ?, ?)")
                    .params(
                            merchant.value(),
                            n++,
                            sealed(contact.name(), contact.email(), contact.phone()),
                            hash(contact.phone()),
                            contact.role().name())
                    .update();
        }
    }

    byte[] sealed(String name, String email, String phone) {
        var it = Json.object().put("name", name).put("email", email).put("phone", phone);
        return sealer.seal(it.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The same for every way of writing one number: spaces, brackets, dashes, leading zeros and the country's 86 do not matter. */
    String hash(String phone) {
        var digits = phone.replaceAll("[^0-9]", "").replaceFirst("^0+", "");
        var national = digits.length() > 11 && digits.startsWith("86") ? digits.substring(2) : digits;
        return sealer.keyedHash(PURPOSE, national.replaceFirst("^0+", ""));
    }

    /** A change's value as it is kept. */
    String sealed(String canonical) {
        return SEALED + Base64.getEncoder().encodeToString(sealer.seal(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** A change's value, sealed or not. */
    JsonNode opened(String kept) {
        return Json.read(
                kept.startsWith(SEALED)
                        ? new String(
                                sealer.open(Base64.getDecoder().decode(kept.substring(SEALED.length()))),
                                StandardCharsets.UTF_8)
                        : kept);
    }
}
