package dev.serai.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app hears of a page in its WebView, and what it never believes. */
@Timeout(10)
class SeraiPageTest {
    private static final String DOOR = "https://open.example.com";
    private static final String ENTER = DOOR + "/h5/enter?ticket=one";
    private static final String SHOWN = DOOR + "/h5/?activity_id=201";

    private final List<String> heard = new ArrayList<>();
    private SeraiPage.@Nullable Renewal renewal;

    private final SeraiPage page = new SeraiPage(
            DOOR,
            new SeraiPage.Host() {
                @Override
                public void load(String url) {
                    heard.add("load " + url);
                }

                @Override
                public void ready() {
                    heard.add("ready");
                }

                @Override
                public void done(Map<String, @Nullable Object> result) {
                    heard.add("done " + result);
                }

                @Override
                public void cancelled() {
                    heard.add("cancelled");
                }

                @Override
                public void resized(int height) {
                    heard.add("resized " + height);
                }

                @Override
                public void sessionExpired(SeraiPage.Renewal given) {
                    heard.add("expired");
                    renewal = given;
                }

                @Override
                public void failed(SeraiPage.Failure failure) {
                    heard.add("failed " + failure);
                }
            },
            Runnable::run);

    private boolean say(String message) {
        return page.received(message.replace('`', '"'), SHOWN);
    }

    private SeraiPage.Renewal renewal() {
        return Objects.requireNonNull(renewal, "no renewal was asked for");
    }

    @Test
    void a_page_opens_grows_and_is_done() {
        page.open(ENTER);
        assertThat(say("{`serai`:1,`type`:`ready`}")).isTrue();
        assertThat(say("{`serai`:1,`type`:`resize`,`height`:740}")).isTrue();
        assertThat(say("{`serai`:1,`type`:`done`,`result`:{`activity_id`:201,`held`:2,`name`:`券`}}"))
                .isTrue();
        assertThat(heard)
                .containsExactly("load " + ENTER, "ready", "resized 740", "done {activity_id=201, held=2, name=券}");
        assertThat(page.state()).isEqualTo(SeraiPage.State.ENDED);
    }

    @Test
    void nothing_is_heard_after_the_end() {
        page.open(ENTER);
        say("{`serai`:1,`type`:`cancel`}");
        assertThat(say("{`serai`:1,`type`:`done`,`result`:{}}")).isFalse();
        page.answered(401);
        assertThat(heard).containsExactly("load " + ENTER, "cancelled");
    }

    @Test
    void only_the_doors_pages_are_believed() {
        page.open(ENTER);
        var cancel = "{\"serai\":1,\"type\":\"cancel\"}";
        for (var address : new @Nullable String[] {
            null,
            "",
            "about:blank",
            "http://open.example.com/h5/",
            "https://open.example.com:8443/h5/",
            "https://open.example.com.evil.example/h5/",
            "https://open.example.com@evil.example/h5/",
            "https://evil.example/https://open.example.com/h5/",
            "https://open.example.com/portal/",
            "https://open.example.com/h5/../portal/",
            "file:///h5/",
            "javascript:1"
        }) {
            assertThat(page.received(cancel, address))
                    .as(String.valueOf(address))
                    .isFalse();
            assertThat(address != null && page.staysInside(address)).isFalse();
        }
        assertThat(page.received(cancel, "HTTPS://OPEN.example.com:443/h5/?activity_id=201"))
                .isTrue();
    }

    @Test
    void what_is_not_exactly_a_message_is_ignored() {
        page.open(ENTER);
        for (var text : List.of(
                "",
                "ready",
                "[]",
                "{}",
                "{`type`:`ready`}",
                "{`serai`:2,`type`:`ready`}",
                "{`serai`:1.0,`type`:`ready`}",
                "{`serai`:1,`type`:`ready`}x",
                "{`serai`:1,`serai`:1,`type`:`ready`}",
                "{`serai`:1,`type`:`resize`,`height`:-1}",
                "{`serai`:1,`type`:`resize`,`height`:1e9}",
                "{`serai`:1,`type`:`resize`,`height`:`9`}",
                "{`serai`:1,`type`:`done`}",
                "{`serai`:1,`type`:`done`,`result`:[]}",
                "{`serai`:1,`type`:`shutdown`}",
                "{`serai`:01,`type`:`ready`}",
                "{`serai`:1,`type`:`ready`,}",
                "[".repeat(100_000))) {
            assertThat(say(text))
                    .as(text.substring(0, Math.min(40, text.length())))
                    .isFalse();
        }
        assertThat(page.received(null, SHOWN)).isFalse();
        assertThat(heard).containsExactly("load " + ENTER);
    }

    @Test
    void an_expired_session_goes_on_with_a_fresh_url_asked_for_once() {
        page.open(ENTER);
        say("{`serai`:1,`type`:`ready`}");
        say("{`serai`:1,`type`:`expired`}");
        say("{`serai`:1,`type`:`expired`}");
        renewal().with(DOOR + "/h5/enter?ticket=two");
        renewal().with(DOOR + "/h5/enter?ticket=three");
        say("{`serai`:1,`type`:`ready`}");
        assertThat(heard)
                .containsExactly("load " + ENTER, "ready", "expired", "load " + DOOR + "/h5/enter?ticket=two", "ready");
    }

    @Test
    void a_url_that_came_too_late_is_renewed_as_well() {
        page.open(ENTER);
        page.answered(401);
        assertThat(heard).containsExactly("load " + ENTER, "expired");
    }

    @Test
    void a_fresh_url_of_another_place_ends_the_page() {
        page.open(ENTER);
        say("{`serai`:1,`type`:`expired`}");
        renewal().with("https://evil.example/h5/enter?ticket=x");
        assertThat(heard).containsExactly("load " + ENTER, "expired", "failed FOREIGN_URL");
    }

    @Test
    void renewals_that_never_show_a_page_end() {
        page.open(ENTER);
        for (int i = 0; i < 9; i++) {
            say("{`serai`:1,`type`:`expired`}");
            renewal().with(ENTER);
        }
        assertThat(heard.stream().filter("expired"::equals)).hasSize(SeraiPage.RENEWALS_MAX);
        assertThat(heard).last().isEqualTo("failed RENEWAL");
    }

    @Test
    void no_fresh_url_ends_the_page() {
        page.open(ENTER);
        say("{`serai`:1,`type`:`expired`}");
        renewal().failed();
        assertThat(heard).last().isEqualTo("failed RENEWAL");
    }

    @Test
    void it_opens_once_and_only_pages_of_the_door() {
        assertThatThrownBy(() -> page.open("https://evil.example/h5/enter")).hasMessageContaining("under /h5/");
        page.open(ENTER);
        assertThatThrownBy(() -> page.open(ENTER)).hasMessageContaining("LOADING");
        assertThat(page.staysInside(SHOWN)).isTrue();
    }

    @Test
    void plain_http_is_for_loopback_alone() {
        assertThat(Origin.ofDoor("http://127.0.0.1:8080").servesPage("http://127.0.0.1:8080/h5/"))
                .isTrue();
        assertThatThrownBy(() -> Origin.ofDoor("http://open.example.com")).hasMessageContaining("loopback");
    }
}
