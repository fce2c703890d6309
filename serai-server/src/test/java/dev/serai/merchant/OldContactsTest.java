package dev.serai.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
class OldContactsTest {
    @Autowired
    OldContacts old;

    @Autowired
    ContactTable table;

    @Autowired
    ChangeTable changes;

    @Autowired
    Joining joining;

    @Autowired
    JdbcClient db;

    @Autowired
    Ids ids;

    @Test
    void what_an_older_release_kept_in_the_clear_is_sealed_at_the_next_start_and_reads_as_before() {
        var merchant = new MerchantId("m-" + ids.next());
        joining.merchant(merchant, "Old");
        db.sql(
                        "INSERT INTO merchant.contact (merchant_id, n, name, email, phone, role) VALUES (?, 0, ?, ?, ?, 'FINANCE')")
                .params(merchant.value(), "Wang", "w@example.com", "+86 139 1725 0847")
                .update();
        var value =
                "[{\"email\":\"w@example.com\",\"name\":\"Wang\",\"phone\":\"+86 139 1725 0847\",\"role\":\"FINANCE\"}]";
        db.sql("""
                INSERT INTO merchant.merchant_change (change_id, merchant_id, n, kind, status, before, after, note, asked_by,
                  asked_by_staff, asked_at)
                VALUES (?, ?, 1, 'contacts', 'PENDING', '[]', ?, '', 'w', false, now())""").params(ids.next(), merchant.value(), value).update();
        var before = table.of(merchant);
        old.seal();
        old.seal();
        assertThat(table.of(merchant)).isEqualTo(before).hasSize(1);
        assertThat(changes.find(merchant, 1, true).after().toString()).contains("1725 0847");
        assertThat(db.sql("""
                        SELECT (SELECT string_agg(c::text, '') FROM merchant.contact c WHERE merchant_id = :id)
                            || (SELECT string_agg(c::text, '') FROM merchant.merchant_change c WHERE merchant_id = :id)""").param("id", merchant.value()).query(String.class).single())
                .doesNotContain("1725 0847")
                .doesNotContain("w@example.com");
    }

    @Test
    void a_contact_is_either_sealed_or_in_the_clear_never_neither() {
        var merchant = new MerchantId("m-" + ids.next());
        joining.merchant(merchant, "None");
        assertThatThrownBy(() -> db.sql("INSERT INTO merchant.contact (merchant_id, n, role) VALUES (?, 0, 'FINANCE')")
                        .param(merchant.value())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void one_number_has_one_hash_and_two_numbers_have_two() {
        assertThat(table.hash("+86 139-1725-0847"))
                .isEqualTo(table.hash("13917250847"))
                .isEqualTo(table.hash("0086 (139) 17250847"))
                .isNotEqualTo(table.hash("13917250848"))
                .doesNotContain("13917250847");
    }
}
