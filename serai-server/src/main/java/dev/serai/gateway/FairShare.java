package dev.serai.gateway;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls are under way on this node, and whose. While fewer than half of what it can carry are, anybody may come in.
 * Beyond that each merchant with calls under way has an equal share of the whole, and only who is below his share comes in: a
 * merchant who floods the house can fill at most what the others leave, and never keeps another out.
 */
final class FairShare {
    /** Calls under way that a node carries; half of it is where shares begin to count. */
    static final int CALLS_MAX = 8_000;

    /** One merchant's calls under way. */
    static final class Guest {
        private final AtomicInteger calls = new AtomicInteger();
    }

    private final ConcurrentHashMap<String, Guest> guests = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();
    private final int callsMax;

    FairShare(int callsMax) {
        this.callsMax = callsMax;
    }

    /** The same object for a merchant's every app. */
    Guest guest(String merchant) {
        return guests.computeIfAbsent(merchant, _ -> new Guest());
    }

    /** Lets one call in, or says that the merchant has his share. */
    boolean enter(Guest guest) {
        int all = calls.incrementAndGet();
        int mine = guest.calls.incrementAndGet();
        if (mine == 1) {
            present.incrementAndGet();
        }
        if (all <= callsMax / 2 || mine <= Math.max(1, callsMax / Math.max(1, present.get()))) {
            return true;
        }
        leave(guest);
        return false;
    }

    void leave(Guest guest) {
        if (guest.calls.decrementAndGet() == 0) {
            present.decrementAndGet();
        }
        calls.decrementAndGet();
    }

    int underWay() {
        return calls.get();
    }
}
