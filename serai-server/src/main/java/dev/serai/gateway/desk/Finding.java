package dev.serai.gateway.desk;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One thing found about a call: which usual mistake, and what was found in this one. Never holds a secret or a signature. */
record Finding(Mistake mistake, Map<String, String> values) {
    static Finding of(Mistake mistake, String... namesAndValues) {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Finding(mistake, values);
    }

    /** As {@code text.encoded}. */
    String id() {
        return mistake.name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }

    String text(boolean chinese) {
        var text = chinese ? mistake.zh() : mistake.en();
        for (var value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
