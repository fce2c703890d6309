package dev.serai.gateway;

import java.util.HashMap;
import java.util.Map;

/** How many event streams are open, and for whom. */
final class StreamPlaces {
    private final int max;
    private final int perAddressMax;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int taken;

    StreamPlaces(int max, int perAddressMax) {
        this.max = max;
        this.perAddressMax = perAddressMax;
    }

    /** False where there is none. A place that was taken is given back once. */
    synchronized boolean take(String address) {
        int his = byAddress.getOrDefault(address, 0);
        if (taken >= max || his >= perAddressMax) {
            return false;
        }
        taken++;
        byAddress.put(address, his + 1);
        return true;
    }

    synchronized void giveBack(String address) {
        taken--;
        byAddress.computeIfPresent(address, (_, his) -> his == 1 ? null : his - 1);
    }

    synchronized int taken() {
        return taken;
    }
}
