package dev.serai.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The data set's receipts, counted by hand: cents per store in the window of contest 301. */
final class Receipts {
    private static final String BEGIN = "2017-03-01 00:00:00";
    private static final String END = "2017-04-01 00:00:00";

    private Receipts() {}

    /** A receipt counts where its earliest line falls. No field of this file holds a comma or a quote. */
    static Map<String, Long> march(Path csvGz) throws IOException {
        record Basket(String store, String at, long cents) {}
        var baskets = new HashMap<String, Basket>();
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(csvGz)), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var field = line.split(",", -1);
                long cents = new BigDecimal(field[5])
                        .movePointRight(2)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
                baskets.merge(
                        field[2],
                        new Basket(field[1], field[10], cents),
                        (a, b) -> new Basket(
                                a.store(), a.at().compareTo(b.at()) <= 0 ? a.at() : b.at(), a.cents() + b.cents()));
            }
        }
        var stores = new TreeMap<String, Long>();
        for (var basket : baskets.values()) {
            boolean inside = basket.at().compareTo(BEGIN) >= 0 && basket.at().compareTo(END) < 0;
            stores.merge(basket.store(), inside ? basket.cents() : 0, Long::sum);
        }
        return stores;
    }
}
