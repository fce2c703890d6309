package plaza.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** The tables, in numbered steps each applied once, and what an empty database is filled with. */
final class Schema {
    /** Any number will do; it keeps two processes from building at once. */
    private static final long BUILD_LOCK = 7_052_901;

    private static final List<String> STEPS = List.of("schema-1.sql", "schema-2.sql", "schema-3.sql");

    private Schema() {}

    static void ensure(Session session) throws SQLException {
        session.update("select pg_advisory_xact_lock(?)", BUILD_LOCK);
        session.script("create table if not exists schema_step"
                + "(step int primary key, applied_at timestamptz not null default now())");
        int applied = (int) session.number("select coalesce(max(step), 0) from schema_step");
        for (int step = applied + 1; step <= STEPS.size(); step++) {
            session.script(resource(STEPS.get(step - 1)));
            session.update("insert into schema_step(step) values (?)", step);
        }
        if (session.number("select count(*) from product") == 0 && session.number("select count(*) from member") == 0) {
            seedProducts(session);
            session.script(resource("community.sql"));
        }
        if (session.number("select count(*) from task") == 0 && session.exists("member", "u1001")) {
            session.script(resource("community-2.sql"));
        }
        if (session.number("select count(*) from member where phone is not null") == 0
                && session.exists("member", "u1001")) {
            session.script(resource("community-3.sql"));
        }
    }

    private static void seedProducts(Session session) throws SQLException {
        for (String line : resource("products.csv").lines().toList()) {
            if (line.startsWith("#") || line.startsWith("product_id")) {
                continue;
            }
            String[] cell = line.split(",", -1);
            session.update(
                    "insert into product(id, name, department, category, brand, package_size, price, currency, stock,"
                            + " changed_at) values (?, ?, ?, ?, ?, ?, ?, 'CNY', 1000000000, now())",
                    cell[0],
                    cell[1],
                    cell[2],
                    cell[3],
                    cell[4],
                    cell[5],
                    Long.parseLong(cell[6]));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream("/plaza/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks plaza/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
