package dev.serai.contest;

import dev.serai.kernel.Excerpt;
import dev.serai.operator.Refused;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a correction does with prizes. */
public enum PrizeMove {
    /** Who no longer is due his prize keeps it. */
    KEEP("keep"),
    /** It is taken back. */
    CLAWBACK("clawback"),
    /** Who is due one now and has none gets it. */
    GRANT_EXTRA("grantExtra");

    private final String word;

    PrizeMove(String word) {
        this.word = word;
    }

    /** Refuses any other word. */
    public static Set<PrizeMove> of(Collection<String> words) {
        var moves = EnumSet.noneOf(PrizeMove.class);
        for (var said : words) {
            moves.add(Arrays.stream(values())
                    .filter(move -> move.word.equals(said))
                    .findFirst()
                    .orElseThrow(() -> Refused.invalid(
                            "prizes must name keep, clawback or grantExtra, found " + Excerpt.of(said, 40))));
        }
        return moves;
    }

    static String words(Set<PrizeMove> moves) {
        return moves.stream().sorted().map(move -> move.word).collect(Collectors.joining("+"));
    }
}
