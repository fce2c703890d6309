package dev.serai.watch.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who has to act on a call: nobody, the caller, the people of the core systems, or we. */
enum CallFault {
    OK,
    CALLER,
    CORE,
    HOUSE;

    /** The word for a row of {@code watch.call}. */
    static final String SQL = """
            CASE WHEN code < 400 THEN 'ok'
                 WHEN sub_code LIKE 'core.%' THEN 'core'
                 WHEN code < 500 THEN 'caller'
                 ELSE 'house' END""";

    /** As written on the wire: {@code caller}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<CallFault> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }
}
