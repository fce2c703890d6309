package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The database itself keeps merchants apart, whatever our SQL says. */
@HouseTest
@Timeout(60)
class SecondWallTest {
    /** Columns that tie a row to a merchant. */
    private static final String TIED = "('merchant_id', 'merchant', 'app_id', 'subscription', 'grant_id', 'order_id')";

    /** Tables with such a column whose rows are no merchant's; each with its reason. */
    private static final Set<String> NOT_A_MERCHANTS = Set.of();

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Environment environment;

    @Autowired
    Ids ids;

    MerchantId ours;
    MerchantId theirs;

    @BeforeEach
    void twoMerchants() {
        ours = merchant();
        theirs = merchant();
    }

    private MerchantId merchant() {
        var merchant = new MerchantId("m" + ids.next());
        db.sql("INSERT INTO merchant.merchant (merchant_id, name, created_at) VALUES (?, 'wall', now())")
                .param(merchant.value())
                .update();
        db.sql(
                        "INSERT INTO merchant.app (app_id, merchant_id, name, status, limit_per_s) VALUES (?, ?, 'wall', 'ACTIVE', 1)")
                .params("a" + merchant.value(), merchant.value())
                .update();
        db.sql("INSERT INTO openapi.method_grant (app_id, method, version) VALUES (?, 'serai.ping', 1)")
                .param("a" + merchant.value())
                .update();
        return merchant;
    }

    private Connection psql(String role, String password) throws SQLException {
        return DriverManager.getConnection(environment.getRequiredProperty("spring.datasource.url"), role, password);
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private List<String> tied() {
        return db.sql("""
                        SELECT DISTINCT c.table_schema || '.' || c.table_name
                        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
                        WHERE t.table_type = 'BASE TABLE' AND c.column_name IN\s""" + TIED).query((row, n) -> row.getString(1)).list();
    }

    @Test
    void every_table_with_a_merchants_rows_is_guarded() {
        var guarded = db.sql("""
                        SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relrowsecurity AND c.relforcerowsecurity
                          AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'merchant')""").query((row, n) -> row.getString(1)).list();
        var open = new ArrayList<>(tied());
        open.removeAll(guarded);
        open.removeAll(NOT_A_MERCHANTS);
        assertThat(open)
                .as(
                        "tables with a column of %s; end their migration with SELECT house.guard_merchant_table('room.table')",
                        TIED)
                .isEmpty();
    }

    @Test
    void a_view_does_not_look_past_the_guard() {
        assertThat(db.sql("""
                        SELECT DISTINCT v.oid::regclass::text FROM pg_class v
                        JOIN pg_rewrite r ON r.ev_class = v.oid
                        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                        JOIN pg_class t ON t.oid = d.refobjid AND t.relrowsecurity
                        WHERE v.relkind = 'v' AND NOT coalesce(v.reloptions, '{}') @> '{security_invoker=true}'""").query((row, n) -> row.getString(1)).list())
                .as("views over guarded tables need WITH (security_invoker = true)")
                .isEmpty();
    }

    @Test
    void without_a_merchant_the_application_role_sees_no_row_of_any_guarded_table() throws SQLException {
        try (var app = psql("serai_app", "app")) {
            for (var table : tied()) {
                assertThat(strings(app, "SELECT count(*) FROM " + table))
                        .as(table)
                        .containsExactly("0");
            }
            strings(app, "SELECT set_config('serai.merchant', '', false)");
            assertThat(strings(app, "SELECT merchant_id FROM merchant.merchant"))
                    .isEmpty();
        }
    }

    @Test
    void a_merchant_sees_his_own_rows_alone_and_those_that_hang_on_them() throws SQLException {
        try (var app = psql("serai_app", "app")) {
            strings(app, "SELECT set_config('serai.merchant', '" + ours + "', false)");
            assertThat(strings(app, "SELECT merchant_id FROM merchant.merchant"))
                    .containsExactly(ours.value());
            assertThat(strings(app, "SELECT app_id FROM openapi.method_grant")).containsExactly("a" + ours.value());
        }
    }

    @Test
    void a_merchant_writes_no_row_of_another() {
        assertThatThrownBy(() -> MerchantScope.as(
                        ours,
                        () -> db.sql("INSERT INTO orders.merchant_place (merchant_id, last_place) VALUES (?, 7)")
                                .param(theirs.value())
                                .update()))
                .hasRootCauseMessage("ERROR: new row violates row-level security policy for table \"merchant_place\"");
        assertThat(MerchantScope.as(
                        ours,
                        () -> db.sql("UPDATE merchant.app SET name = 'mine' WHERE merchant_id = ?")
                                .param(theirs.value())
                                .update()))
                .isZero();
    }

    @Test
    void a_connection_is_set_to_each_merchant_in_turn_also_after_a_rollback() {
        for (int round = 0; round < 3; round++) {
            for (var merchant : List.of(ours, theirs)) {
                var seen = MerchantScope.as(
                        merchant,
                        () -> transactions.execute(status -> {
                            status.setRollbackOnly();
                            return db.sql("SELECT merchant_id FROM merchant.merchant")
                                    .query((row, n) -> row.getString(1))
                                    .list();
                        }));
                assertThat(seen).containsExactly(merchant.value());
            }
            assertThat(db.sql("SELECT count(*) FROM merchant.merchant WHERE merchant_id IN (?, ?)")
                            .params(ours.value(), theirs.value())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2);
        }
    }

    @Test
    void the_application_role_cannot_become_the_house() throws SQLException {
        try (var app = psql("serai_app", "app")) {
            assertThatThrownBy(() -> strings(app, "SELECT set_config('role', 'serai_house', false)"))
                    .hasMessageContaining("permission denied");
            assertThat(SecondWall.holes(app, "serai_house", false)).isEmpty();
        }
    }

    @Test
    void roles_that_see_everything_are_refused_with_their_names() throws SQLException {
        try (var owner = psql("serai_owner", "owner");
                var house = psql("serai_house", "house")) {
            assertThat(SecondWall.holes(owner, "serai_house", false))
                    .singleElement()
                    .asString()
                    .contains("serai_owner owns");
            assertThat(SecondWall.holes(house, "serai_house", false))
                    .singleElement()
                    .asString()
                    .contains("house's role");
        }
    }
}
