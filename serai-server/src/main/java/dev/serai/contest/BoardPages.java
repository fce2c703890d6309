package dev.serai.contest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serai.activity.Play;
import dev.serai.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Pages of a contest as they are sent, kept by everything that shapes them: the first who asks makes one, the others get the
 * same bytes. A page of an older version is never asked for again and goes by itself. What fails is not kept.
 */
@Component
final class BoardPages {
    /** All pages together. */
    static final long BYTES_MAX = 16L << 20;

    /** What a kept page costs besides its bytes. */
    private static final int BYTES_BESIDE = 500;

    private static final int TAG_DIGITS = 16;

    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Cache<Key, byte[]> kept = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((Key key, byte[] page) -> BYTES_BESIDE + key.asked().length() + page.length)
            .expireAfterAccess(KEPT)
            .build();

    /** What was asked for, and what shapes the answer besides the board, its contest and who looks. A record. */
    interface Asked {
        /** About how many characters it holds. */
        int length();
    }

    /**
     * What shapes a page.
     *
     * @param variant all of the contest's declaration
     * @param state the contest's, for what is told with it
     * @param ending what heads every page: whether a recount differed, what is published
     */
    record Key(
            long activityId,
            String variant,
            String state,
            Endings.Ending ending,
            long version,
            boolean complete,
            Play.Viewer viewer,
            Asked asked) {}

    Play.Page page(Key key, Supplier<? extends JsonNode> answer) {
        var tag = key.activityId + "-" + key.version + "-"
                + Definition.sha256(key.toString()).substring(0, TAG_DIGITS);
        return new Play.Page(
                tag,
                () -> kept.get(
                        key, _ -> Json.MAPPER.writeValueAsString(answer.get()).getBytes(StandardCharsets.UTF_8)));
    }

    /** How many are kept, about. */
    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }
}
