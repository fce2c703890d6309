package dev.serai.release.console;

import dev.serai.operator.Refused;
import dev.serai.release.Share;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A share as a caller writes it; without one everybody is meant. */
record WantedShare(@Nullable Integer percent, @Nullable List<String> apps) {
    static Share of(@Nullable WantedShare wanted) {
        if (wanted == null || (wanted.percent == null && wanted.apps == null)) {
            return Share.ALL;
        }
        try {
            return new Share(
                    wanted.percent == null ? 0 : wanted.percent, wanted.apps == null ? List.of() : wanted.apps);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        }
    }
}
