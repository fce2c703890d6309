package dev.serai.contest;

import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statement that looks for one suspicion in the newest versions of the facts. Its rows: unit, subject (what names the find
 * among those of its kind and unit, the same at every look), told (its numbers, as JSON), type, ids and versions of the
 * documents. Values are bound in the order of the text.
 */
final class SuspicionSql {
    /** Documents one find shows, and excludes, at most. */
    static final int DOCUMENTS_MAX = 1_000;

    /** Finds of one kind told at once. */
    static final int FINDS_MAX = 5_000;

    private final Contest contest;
    private final Suspicion suspicion;
    private final Given given;
    private final List<Object> params = new ArrayList<>();
    private final String text;

    SuspicionSql(Contest contest, Suspicion suspicion) {
        this.contest = contest;
        this.suspicion = suspicion;
        this.given = contest.definition().given();
        this.text = switch (suspicion.what()) {
                    case ORDER_SPLITTING -> orderSplitting();
                    case RETURN_AFTER_WINDOW -> returnAfterWindow();
                    case STAFF_CARD -> staffCard();
                    case REGISTRATION_BURST -> registrationBurst();
                    case SELLER_CHANGED_LATE -> sellerChangedLate();
                    case PRICE_AT_THRESHOLD -> priceAtThreshold();
                }
                + " ORDER BY 1, 2 LIMIT " + FINDS_MAX;
    }

    String text() {
        return text;
    }

    List<Object> params() {
        return params;
    }

    private BigInteger number(String name) {
        return suspicion.number(name);
    }

    private String bound(Instant at) {
        params.add(OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        return "?";
    }

    /** A window's receipts of stores that take part, as {@code sold}. */
    private String sold() {
        var text = "WITH sold AS MATERIALIZED (SELECT d.seq, d.id, d.version, d.occurred_at, d.body, "
                + unit("d.occurred_at")
                + " AS unit, d.body->>'store_id' AS store, d.body->>'clerk_id' AS clerk, d.body->>'customer_id' AS customer,"
                + " (SELECT COALESCE(sum((l->>'paid')::numeric), 0) FROM jsonb_array_elements(d.body->'lines') AS l) AS paid"
                + " FROM fact.document d WHERE d.type = 'receipt'";
        text += " AND d.occurred_at >= " + bound(given.start()) + " AND d.occurred_at < " + bound(given.end());
        return text + stores() + ")";
    }

    /** By whom a document would count. A unit above stores is where the store belonged on the day. */
    private String unit(String at) {
        var counted = contest.metric().counted(contest.unit());
        var field = counted.equals("clerk") ? "clerk_id" : "store_id";
        if (counted.equals(contest.unit())) {
            return "d.body->>'" + field + "'";
        }
        return "(SELECT o." + contest.unit()
                + " FROM contest.place o WHERE o.kind = 'store' AND o.code = d.body->>'store_id'"
                + " AND (" + at + " AT TIME ZONE '" + given.zone().getId() + "')::date >= o.since AND (" + at
                + " AT TIME ZONE '"
                + given.zone().getId() + "')::date < o.until LIMIT 1)";
    }

    private String stores() {
        if (given.stores().isEmpty()) {
            return "";
        }
        params.add(given.stores().toArray(String[]::new));
        return " AND d.body->>'store_id' = ANY (?::text[])";
    }

    private static String documents(String order) {
        return "'receipt' AS type, (array_agg(id ORDER BY " + order + "))[1:" + DOCUMENTS_MAX + "] AS ids,"
                + " (array_agg(version ORDER BY " + order + "))[1:" + DOCUMENTS_MAX + "] AS versions";
    }

    private String orderSplitting() {
        var threshold = suspicion.numbers().get("threshold");
        var text = sold()
                + """
                , marked AS (
                    SELECT *, CASE WHEN occurred_at - lag(occurred_at) OVER w <= make_interval(mins => %s)
                        THEN 0 ELSE 1 END AS fresh
                    FROM sold WHERE customer IS NOT NULL AND paid > 0
                    WINDOW w AS (PARTITION BY customer, store, clerk ORDER BY occurred_at, id)
                ), runs AS (
                    SELECT *, sum(fresh) OVER (PARTITION BY customer, store, clerk ORDER BY occurred_at, id) AS run FROM marked
                )
                SELECT min(unit) AS unit, min(customer) || '/' || (array_agg(id ORDER BY occurred_at, id))[1] AS subject,
                    jsonb_build_object('receipts', count(*), 'paid', sum(paid)%s) AS told, %s
                FROM runs GROUP BY customer, store, clerk, run HAVING count(*) >= %s""".formatted(
                                number("minutes"),
                                threshold == null ? "" : ", 'threshold', " + threshold,
                                documents("occurred_at, id"),
                                number("receipts"));
        return threshold == null ? text : text + " AND max(paid) < " + threshold + " AND sum(paid) >= " + threshold;
    }

    private String returnAfterWindow() {
        var text = sold() + """
                SELECT s.unit, r.id AS subject,
                    jsonb_build_object('paid', s.paid, 'returned', (SELECT COALESCE(-sum((l->>'paid')::numeric), 0)
                        FROM jsonb_array_elements(r.body->'lines') AS l)) AS told,
                    'receipt' AS type, ARRAY[s.id, r.id] AS ids, ARRAY[s.version, r.version] AS versions
                FROM sold s JOIN fact.document r ON r.type = 'receipt' AND r.body->>'original_id' = s.id""";
        return text + " AND r.occurred_at >= " + bound(given.end()) + " AND r.occurred_at < "
                + bound(given.end().plusSeconds(number("days").longValue() * 86_400L)) + " WHERE s.paid > 0";
    }

    private String staffCard() {
        return sold() + """
                , card AS (
                    SELECT DISTINCT body->>'code' AS clerk, body->>'customer_id' AS customer FROM fact.document
                    WHERE type = 'org' AND body->>'unit' = 'clerk' AND body->>'customer_id' IS NOT NULL
                )
                SELECT min(s.unit) AS unit, s.clerk || '/' || s.customer AS subject,
                    jsonb_build_object('receipts', count(*), 'paid', sum(s.paid), 'own', bool_or(card.clerk IS NOT NULL)) AS told,
                    %s
                FROM sold s LEFT JOIN card ON card.clerk = s.clerk AND card.customer = s.customer
                WHERE s.clerk IS NOT NULL AND s.customer IS NOT NULL
                GROUP BY s.clerk, s.customer HAVING bool_or(card.clerk IS NOT NULL) OR count(*) >= %s""".formatted(documents("occurred_at, id"), number("times"));
    }

    private String registrationBurst() {
        // What is no instant to the metrics is none here.
        var opened = new Leaf.Time("opened_at", false).sql(Expr.Sql.of(given, new ArrayList<>()));
        var at = "(timestamptz 'epoch' + d.opened::float8 / 1000000 * interval '1 second')";
        var text = "WITH opened AS MATERIALIZED (SELECT d.id, d.version, d.opened, d.body->>'store_id' AS store,"
                + " d.body->>'clerk_id' AS clerk, " + unit(at)
                + " AS unit FROM (SELECT d.id, d.version, d.body, " + opened
                + " AS opened FROM fact.document d WHERE d.type = 'member') AS d WHERE d.opened >= "
                + Leaf.Time.micros(given.start()) + " AND d.opened < " + Leaf.Time.micros(given.end()) + stores() + ")";
        text += """
                , marked AS (
                    SELECT *, CASE WHEN opened - lag(opened) OVER w <= %s THEN 0 ELSE 1 END AS fresh
                    FROM opened WHERE clerk IS NOT NULL WINDOW w AS (PARTITION BY store, clerk ORDER BY opened, id)
                ), runs AS (
                    SELECT *, sum(fresh) OVER (PARTITION BY store, clerk ORDER BY opened, id) AS run FROM marked
                ), burst AS (
                    SELECT min(unit) AS unit, clerk || '/' || (array_agg(id ORDER BY opened, id))[1] AS subject,
                        count(*) AS members, array_agg(id ORDER BY opened, id) AS ids,
                        array_agg(version ORDER BY opened, id) AS versions
                    FROM runs GROUP BY store, clerk, run HAVING count(*) >= %s
                )
                SELECT unit, subject, jsonb_build_object('members', members) AS told, 'member' AS type,
                    ids[1:%s] AS ids, versions[1:%s] AS versions
                FROM burst WHERE NOT EXISTS (
                    SELECT FROM fact.document r WHERE r.type = 'receipt' AND r.body->>'customer_id' = ANY (burst.ids)
                """.formatted(
                        number("minutes").multiply(BigInteger.valueOf(60_000_000)),
                        number("members"),
                        DOCUMENTS_MAX,
                        DOCUMENTS_MAX);
        return text + " AND r.occurred_at >= " + bound(given.start()) + " AND r.occurred_at < " + bound(given.end())
                + ")";
    }

    /** When a version was told is known from the day on which the house began to note it. */
    private String sellerChangedLate() {
        var text = sold() + """
                , told AS (
                    SELECT v.id, v.version, v.accepted_at, v.body->>'store_id' AS store, v.body->>'clerk_id' AS clerk,
                        lag(v.body->>'store_id') OVER w AS store_before, lag(v.body->>'clerk_id') OVER w AS clerk_before,
                        lag(v.version) OVER w AS before
                    FROM fact.accepted v JOIN sold s ON s.id = v.id
                    WHERE v.type = 'receipt' AND s.version > 1 WINDOW w AS (PARTITION BY v.id ORDER BY v.version)
                )
                SELECT s.unit, s.id AS subject,
                    jsonb_build_object('was', min(COALESCE(t.clerk_before, t.store_before)),
                        'now', COALESCE(s.clerk, s.store), 'told_at', max(t.accepted_at)) AS told,
                    'receipt' AS type, ARRAY[s.id] AS ids, ARRAY[s.version] AS versions
                FROM sold s JOIN told t ON t.id = s.id
                WHERE t.before IS NOT NULL AND (t.clerk, t.store) IS DISTINCT FROM (t.clerk_before, t.store_before)
                """;
        return text + " AND t.accepted_at >= "
                + bound(given.end().minusSeconds(number("hours").longValue() * 3_600L))
                + " GROUP BY s.unit, s.id, s.clerk, s.store, s.version";
    }

    private String priceAtThreshold() {
        var discount = number("discount");
        return sold()
                + """
                , near AS (
                    SELECT * FROM sold s WHERE EXISTS (
                        SELECT FROM jsonb_array_elements(s.body->'lines') AS l
                        WHERE (l->>'paid')::numeric > 0
                            AND (l->>'paid')::numeric * 1000 >= (l->>'list')::numeric * %s
                            AND (l->>'paid')::numeric * 1000 < (l->>'list')::numeric * %s)
                )
                SELECT min(unit) AS unit, COALESCE(clerk, store) AS subject,
                    jsonb_build_object('receipts', count(*), 'discount', %s) AS told, %s
                FROM near GROUP BY store, clerk HAVING count(*) >= %s""".formatted(
                                discount,
                                discount.add(number("margin")),
                                discount,
                                documents("occurred_at, id"),
                                number("receipts"));
    }
}
