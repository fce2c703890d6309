package dev.serai.merchant;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the contacts that were kept in the clear by releases before contacts were sealed. A migration cannot: it has no
 * master key. Runs at each start, ends when nothing is left, and goes on where a killed start stopped.
 */
@Component
final class OldContacts implements SmartInitializingSingleton {
    private static final int AT_ONCE = 500;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final ContactTable table;

    OldContacts(JdbcClient db, TransactionTemplate transactions, ContactTable table) {
        this.db = db;
        this.transactions = transactions;
        this.table = table;
    }

    private record Contact(String merchantId, int n, String name, String email, String phone) {}

    private record Change(String changeId, String before, String after) {}

    @Override
    public void afterSingletonsInstantiated() {
        seal();
    }

    void seal() {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transactions.execute(_ -> contacts() | changes()));
        }
    }

    private boolean contacts() {
        var old = db.sql("""
                        SELECT merchant_id, n, name, email, phone FROM merchant.contact WHERE sealed IS NULL
                        LIMIT ? FOR UPDATE SKIP LOCKED""")
                .param(AT_ONCE)
                .query((rs, _) ->
                        new Contact(rs.getString(1), rs.getInt(2), rs.getString(3), rs.getString(4), rs.getString(5)))
                .list();
        for (var it : old) {
            db.sql("""
                    UPDATE merchant.contact SET sealed = ?, phone_hash = ?, name = NULL, email = NULL, phone = NULL
                    WHERE merchant_id = ? AND n = ?""")
                    .params(table.sealed(it.name, it.email, it.phone), table.hash(it.phone), it.merchantId, it.n)
                    .update();
        }
        return old.size() == AT_ONCE;
    }

    private boolean changes() {
        var old = db.sql("""
                        SELECT change_id, before, after FROM merchant.merchant_change
                        WHERE kind = 'contacts' AND before NOT LIKE 'sealed:%'
                        LIMIT ? FOR UPDATE SKIP LOCKED""")
                .param(AT_ONCE)
                .query((rs, _) -> new Change(rs.getString(1), rs.getString(2), rs.getString(3)))
                .list();
        for (var it : old) {
            db.sql("UPDATE merchant.merchant_change SET before = ?, after = ? WHERE change_id = ?")
                    .params(table.sealed(it.before), table.sealed(it.after), it.changeId)
                    .update();
        }
        return old.size() == AT_ONCE;
    }
}
