package dev.serai.order;

import dev.serai.kernel.Ids;
import dev.serai.kernel.Lane;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where orders are saved before the core hears of them, many in one transaction.
 *
 * <p>Each merchant's orders are numbered densely under a lock on one row (see {@link OrderPages}). One order a transaction
 * would make every merchant as slow as the disk's flushes and hold a connection for each who waits; in a lane all that
 * arrive during one flush share the next.
 */
@Component
final class Intake implements AutoCloseable {
    static final int WAITING_MAX = 4_096;
    static final int BATCH_MAX = 256;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final OrderTable table;
    private final UnderWay underWay;
    private final Ids ids;
    private final Clock clock;
    private final Lane<NewOrder, Saved> lane = new Lane<>("orders", WAITING_MAX, BATCH_MAX, this::settle);

    Intake(JdbcClient db, TransactionTemplate transactions, OrderTable table, UnderWay underWay, Ids ids, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.table = table;
        this.underWay = underWay;
        this.ids = ids;
        this.clock = clock;
    }

    /** The saved order; {@code first} for the one caller who made it and now has to tell the core. */
    record Saved(Order order, boolean first) {}

    /** Saves the order unless its number is taken. What is returned is durable. */
    Saved save(NewOrder wanted) {
        // Repeats go through the lane too: a thousand at once would otherwise fight for the few connections.
        return lane.call(wanted);
    }

    private List<Saved> settle(List<NewOrder> batch) {
        return transactions.execute(_ -> saveAll(batch));
    }

    private List<Saved> saveAll(List<NewOrder> batch) {
        var saved = new TreeMap<Integer, Saved>();
        var places = new HashMap<String, Long>();
        // Every transaction locks merchants in the same order; two nodes never wait for each other.
        var byMerchant = IntStream.range(0, batch.size())
                .boxed()
                .sorted(Comparator.comparing(i -> batch.get(i).merchant().value()))
                .toList();
        for (int i : byMerchant) {
            saved.put(i, saveOne(batch.get(i), places));
        }
        places.forEach((merchant, place) -> db.sql(
                        "UPDATE orders.merchant_place SET last_place = :place WHERE merchant_id = :merchant")
                .param("place", place)
                .param("merchant", merchant)
                .update());
        return List.copyOf(saved.values());
    }

    private Saved saveOne(NewOrder wanted, Map<String, Long> places) {
        var merchant = wanted.merchant();
        var before = table.byOutOrderNo(merchant, wanted.outOrderNo());
        if (before.isPresent()) {
            return new Saved(before.get(), false);
        }
        long last = places.computeIfAbsent(merchant.value(), this::lockPlaces);
        // Again, under the merchant's lock: nobody else can be inserting the same number now.
        var known = table.byOutOrderNo(merchant, wanted.outOrderNo());
        if (known.isPresent()) {
            return new Saved(known.get(), false);
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var order = pending(wanted, last + 1, now);
        // Before the commit, so that whoever sees the order also sees that it is under way.
        underWay.begin(order.orderId());
        table.insert(order, wanted.app().value(), wanted.method(), now.plus(AskAgain.LEASE));
        places.put(merchant.value(), last + 1);
        return new Saved(order, true);
    }

    private Order pending(NewOrder wanted, long place, Instant now) {
        return new Order(
                ids.next(),
                wanted.merchant(),
                wanted.outOrderNo(),
                wanted.contentSha256(),
                wanted.items(),
                UUID.randomUUID().toString(),
                OrderStatus.PENDING,
                null,
                null,
                null,
                0,
                0,
                place,
                now,
                now,
                null,
                null,
                0);
    }

    private long lockPlaces(String merchant) {
        return db.sql("""
                INSERT INTO orders.merchant_place (merchant_id, last_place) VALUES (:merchant, 0)
                ON CONFLICT (merchant_id) DO UPDATE SET last_place = merchant_place.last_place
                RETURNING last_place
                """).param("merchant", merchant).query(Long.class).single();
    }

    @Override
    public void close() {
        lane.close();
    }
}
