package dev.serai.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.protocol.HttpMessage.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureBaseTest {
    private static final HttpMessage REQUEST = HttpMessage.request(
            "POST",
            "https",
            "WWW.Example.com:443",
            "/path?param=value&foo=bar&baz=bat%2Dman&qux=&sp=a+b&twice=1&twice=2",
            List.of(
                    new Field("Host", "www.example.com"),
                    new Field("X-OWS-Header", "   Leading and trailing whitespace.   "),
                    new Field("Cache-Control", "max-age=60"),
                    new Field("Cache-Control", "    must-revalidate"),
                    new Field("X-Empty", ""),
                    new Field("Priority", "  u=1,   i;a;b=2"),
                    new Field("Content-Digest", "sha-256=:aGk=:,  sha-512=:aGk=:"),
                    new Field("X-Wide", "日本")));

    private static final HttpMessage ANSWER =
            HttpMessage.answer(503, List.of(new Field("Date", "Tue, 20 Apr 2021 02:07:56 GMT")), REQUEST);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"@method\" | POST",
                "\"@target-uri\" | https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman&qux=&sp=a+b&twice=1&twice=2",
                "\"@authority\" | www.example.com",
                "\"@scheme\" | https",
                "\"@path\" | /path",
                "\"@query\" | ?param=value&foo=bar&baz=bat%2Dman&qux=&sp=a+b&twice=1&twice=2",
                "\"@request-target\" | /path?param=value&foo=bar&baz=bat%2Dman&qux=&sp=a+b&twice=1&twice=2",
                "\"@query-param\";name=\"baz\" | bat-man",
                "\"@query-param\";name=\"sp\" | a%20b",
                "\"x-ows-header\" | Leading and trailing whitespace.",
                "\"cache-control\" | max-age=60, must-revalidate",
                "\"cache-control\";bs | :bWF4LWFnZT02MA==:, :bXVzdC1yZXZhbGlkYXRl:",
                "\"priority\";sf | u=1, i;a;b=2",
                "\"priority\";key=\"u\" | 1",
                "\"content-digest\";key=\"sha-512\" | :aGk=:",
            })
    void a_component_has_the_rfcs_value(String component, String value) {
        assertThat(line(REQUEST, component)).isEqualTo(component + ": " + value);
    }

    @Test
    void an_empty_field_and_an_empty_parameter_are_there() {
        assertThat(line(REQUEST, "\"x-empty\"")).isEqualTo("\"x-empty\": ");
        assertThat(line(REQUEST, "\"@query-param\";name=\"qux\"")).isEqualTo("\"@query-param\";name=\"qux\": ");
        assertThat(line(HttpMessage.request("GET", "http", "a:80", "", List.of()), "\"@query\""))
                .isEqualTo("\"@query\": ?");
        assertThat(line(HttpMessage.request("GET", "http", "a:8080", "", List.of()), "\"@path\""))
                .isEqualTo("\"@path\": /");
    }

    @Test
    void an_answer_speaks_of_its_status_and_of_its_requests_parts() {
        assertThat(line(ANSWER, "\"@status\"")).isEqualTo("\"@status\": 503");
        assertThat(line(ANSWER, "\"@method\";req")).isEqualTo("\"@method\";req: POST");
        assertThat(line(ANSWER, "\"content-digest\";key=\"sha-256\";req"))
                .isEqualTo("\"content-digest\";key=\"sha-256\";req: :aGk=:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"@status\"",
                "\"@method\";req",
                "\"@nothing\"",
                "\"@signature-params\"",
                "\"@query-param\"",
                "\"@query-param\";name=\"twice\"",
                "\"@query-param\";name=\"absent\"",
                "\"@method\";sf",
                "\"absent\"",
                "\"Host\"",
                "\"host\";bs;sf",
                "\"host\";other",
                "\"host\";bs=2",
                "\"cache-control\";sf",
                "\"content-digest\";key=\"md5\"",
                "\"x-wide\"",
                "\"host\" \"host\"",
                "host",
            })
    void what_means_nothing_in_a_request_is_refused(String components) {
        assertThatThrownBy(() -> line(REQUEST, components)).isInstanceOf(MalformedMessage.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1,",
                "A=1",
                "a=",
                "a=(1",
                "a=(1;)",
                "a=\"x",
                "a=\"ü\"",
                "a=:?:",
                "a=:aGk=",
                "a=?2",
                "a=1.",
                "a=1.2345",
                "a=1234567890123456",
                "a 1",
                "a=%",
                "a=@1.5",
                "=1",
            })
    void a_broken_dictionary_is_refused(String field) {
        assertThatThrownBy(() -> StructuredField.dictionary(field)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void what_was_read_is_written_in_its_one_form() {
        var read = StructuredField.dictionary(
                "a=1 ,\tb=-1.50;x=\"q\\\"\\\\\", c, d=?0;y;z=?1, e=(tok/en:x  :aGk=: @17);p=*t, a=2");
        assertThat(StructuredField.text(read))
                .isEqualTo("a=2, b=-1.5;x=\"q\\\"\\\\\", c, d=?0;y;z, e=(tok/en:x :aGk=: @17);p=*t");
    }

    @Test
    void a_message_with_one_of_the_two_fields_is_refused() {
        var half =
                HttpMessage.request("GET", "http", "a", "/", List.of(new Field("Signature-Input", "a=();created=1")));
        assertThatThrownBy(() -> MessageSignature.of(half))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("same labels");
        assertThat(MessageSignature.of(REQUEST)).isEmpty();
    }

    private static String line(HttpMessage message, String components) {
        var input = (StructuredField.InnerList)
                StructuredField.list("(" + components + ")").get(0);
        var base = SignatureBase.of(message, input);
        return base.substring(0, base.lastIndexOf("\n\"@signature-params\""));
    }
}
