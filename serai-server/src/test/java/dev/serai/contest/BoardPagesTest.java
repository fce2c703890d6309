package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.activity.Play;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoardPagesTest {
    private static final Play.Viewer ANYBODY = new Play.Viewer(null, false, true);
    private static final BoardAsk TEN = new BoardAsk(10, 0, null, null, null, false);

    private static final Endings.Ending OPEN = Endings.Ending.OPEN;
    private static final Endings.Ending DIFFERS = new Endings.Ending(null, 0, true);

    private final BoardPages pages = new BoardPages();
    private final AtomicInteger made = new AtomicInteger();

    private static BoardPages.Key key(long version, Play.Viewer viewer, BoardAsk asked) {
        return new BoardPages.Key(7, "variant", "running", OPEN, version, true, viewer, asked);
    }

    private String get(BoardPages.Key key) {
        var page = pages.page(key, () -> Json.object().put("made", made.incrementAndGet()));
        return new String(page.data().get(), StandardCharsets.UTF_8);
    }

    @Test
    void a_page_is_made_once_and_given_to_all_who_see_the_same() {
        assertThat(get(key(3, ANYBODY, TEN))).isEqualTo("{\"made\":1}");
        assertThat(get(key(3, ANYBODY, new BoardAsk(10, 0, null, null, null, false))))
                .isEqualTo("{\"made\":1}");
        assertThat(get(key(4, ANYBODY, TEN))).isEqualTo("{\"made\":2}");
        assertThat(get(key(3, new Play.Viewer(null, true, false), TEN))).isEqualTo("{\"made\":3}");
    }

    @Test
    void the_tag_is_another_for_everything_that_shapes_a_page() {
        assertThat(List.of(
                                key(3, ANYBODY, TEN),
                                key(4, ANYBODY, TEN),
                                key(3, ANYBODY, new BoardAsk(11, 0, null, null, null, false)),
                                key(3, ANYBODY, new BoardAsk(10, 1, null, null, null, false)),
                                key(3, ANYBODY, new BoardAsk(10, 0, "a", null, null, false)),
                                key(3, ANYBODY, new BoardAsk(10, 0, null, "a", null, false)),
                                key(3, new Play.Viewer("u", false, false), TEN),
                                new BoardPages.Key(7, "other", "running", OPEN, 3, true, ANYBODY, TEN),
                                new BoardPages.Key(7, "variant", "settling", OPEN, 3, true, ANYBODY, TEN),
                                new BoardPages.Key(7, "variant", "running", DIFFERS, 3, true, ANYBODY, TEN),
                                new BoardPages.Key(7, "variant", "running", OPEN, 3, false, ANYBODY, TEN))
                        .stream()
                        .map(key -> pages.page(key, Json::object).tag())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void nobody_asks_for_rows_he_has() {
        pages.page(key(3, ANYBODY, TEN), () -> {
            throw new AssertionError("nobody asked for the data");
        });
    }

    @Test
    void a_refusal_is_not_kept() {
        var page = pages.page(key(3, ANYBODY, TEN), () -> {
            throw new Refusal(SubCode.PARAM_INVALID, "args.limit must be at least 1, was -1");
        });
        assertThatThrownBy(() -> page.data().get()).isInstanceOf(Refusal.class);
        assertThat(pages.size()).isZero();
    }

    @Test
    void all_pages_together_stay_within_their_bound() {
        var text = "x".repeat(100_000);
        for (int i = 0; i < 400; i++) {
            var page = pages.page(key(i, ANYBODY, TEN), () -> Json.object().put("text", text));
            assertThat(page.data().get()).hasSizeGreaterThan(text.length());
        }
        assertThat(pages.size()).isPositive().isLessThanOrEqualTo(BoardPages.BYTES_MAX / 100_000);
    }
}
