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
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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
    private final Lane<Arrived, Outcome> lane = new Lane<>("orders", WAITING_MAX, BATCH_MAX, this::settle);

    private volatile @Nullable Trouble lastTrouble;

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

    private sealed interface Outcome {
        record Done(Saved saved) implements Outcome {}

        record StoreDown(RuntimeException cause) implements Outcome {}
    }

    private record Arrived(NewOrder wanted, long atNanos) {}

    private record Trouble(RuntimeException cause, long atNanos) {}

    /** Saves the order unless its number is taken. What is returned is durable. */
    Saved save(NewOrder wanted) {
        // Repeats go through the lane too: a thousand at once would otherwise fight for the few connections.
        return switch (lane.call(new Arrived(wanted, System.nanoTime()))) {
            case Outcome.Done done -> done.saved();
            case Outcome.StoreDown down -> throw down.cause();
        };
    }

    private List<Outcome> settle(List<Arrived> batch) {
        var down = lastTrouble;
        if (down != null && batch.getLast().atNanos() - down.atNanos() < 0) {
            // All of these were waiting while the database was found to be gone; they have waited long enough.
            return all(batch, down.cause());
        }
        try {
            var saved = transactions.execute(
                    _ -> saveAll(batch.stream().map(Arrived::wanted).toList()));
            return saved.stream().<Outcome>map(Outcome.Done::new).toList();
        } catch (TransactionException | DataAccessResourceFailureException e) {
            // Without a database trying one by one would only make the last caller wait for all time-outs.
            lastTrouble = new Trouble(e, System.nanoTime());
            return all(batch, e);
        }
    }

    private static List<Outcome> all(List<Arrived> batch, RuntimeException cause) {
        return batch.stream().<Outcome>map(_ -> new Outcome.StoreDown(cause)).toList();
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
