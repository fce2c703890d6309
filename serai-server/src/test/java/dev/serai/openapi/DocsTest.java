package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import dev.serai.protocol.SubCode;
import dev.serai.push.EventType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Nothing a merchant can meet is missing in the documentation, in either language. */
@HouseTest
class DocsTest {
    @Autowired
    DocsPage docs;

    @Autowired
    Catalogue catalogue;

    @Autowired
    List<EventType> events;

    private String read(String path, String language) {
        var visit = new PublicPage.Visit("GET", path, Map.of("lang", language), Map.of(), Map.of(), new byte[0], "r");
        return new String(docs.answer(visit).body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void every_sub_code_every_event_and_every_method_has_its_anchor(String language) {
        var page = read("/docs/", language);
        for (var code : SubCode.values()) {
            assertThat(page).contains("id=\"" + code.wire() + "\"");
        }
        assertThat(events).isNotEmpty();
        for (var event : events) {
            assertThat(page).contains("<h3 id=\"" + event.name() + "\">");
            assertThat(Json.read(event.example()).isObject()).isTrue();
            assertThat(event.tellsInChinese()).containsPattern("\\p{IsHan}");
        }
        for (var method : catalogue.now().all()) {
            var key = method.operation().key();
            assertThat(page).contains("<h3 id=\"" + key + "\">").contains("data-try=\"" + key + "\"");
        }
    }

    @Test
    void a_chinese_reader_is_told_about_sub_codes_in_chinese_and_about_no_code_that_is_not() {
        var codes = read("/docs/", "zh").split("id=\"codes\"", 2)[1].split("<tr ", -1);
        assertThat(codes).hasSize(SubCode.values().length + 1);
        for (int i = 1; i < codes.length; i++) {
            assertThat(codes[i]).containsPattern("</td><td>\\P{IsHan}*\\p{IsHan}.*</td><td>\\P{IsHan}*\\p{IsHan}");
        }
    }

    /** The page's own script is the only one, so nothing else can reach the secret that is pasted there. */
    @Test
    void the_script_keeps_the_secret_to_itself() {
        assertThat(read("/docs/", "en")).doesNotContain("<script>").containsOnlyOnce("<script");
        var script = read("/docs/docs.js", "en") + read("/docs/sign.js", "en");
        assertThat(script)
                .doesNotContain("localStorage")
                .doesNotContain("sessionStorage")
                .doesNotContain("cookie");
        assertThat(script.split("fetch\\(", -1))
                .as("two requests: the document, and the call tried")
                .hasSize(3);
    }
}
