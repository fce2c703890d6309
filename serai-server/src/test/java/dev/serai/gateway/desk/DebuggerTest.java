package dev.serai.gateway.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Calls in JSON, and where two texts part. */
class DebuggerTest {
    private static final String JSON = "Content-Type: application/json";

    private static Pasted json(String query, String body) {
        return new Pasted("POST", "/shop/sell?" + query, JSON, body, "", Bench.NOW);
    }

    private static String common() {
        return "app_id=app-1&timestamp=" + Bench.NOW.toEpochMilli() + "&nonce=nonce-0123456789&sign_type=HMAC-SHA256";
    }

    private static String text(String... more) {
        var all = new TreeMap<String, String>();
        for (var pair : common().split("&")) {
            all.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return dev.serai.protocol.CanonicalText.of(all);
    }

    private static String sign(String text) {
        return Signatures.hmacSha256(text, Bench.SECRET);
    }

    @Test
    void a_number_that_was_written_anew_is_named() {
        var right = json(common() + "&sign=" + sign(text("price", "19.90")), "{\"price\": 19.90}");
        assertThat(Bench.explain(right).fits()).isTrue();
        var wrong = Bench.explain(json(common() + "&sign=" + sign(text("price", "19.9")), "{\"price\": 19.90}"));
        assertThat(Bench.ids(wrong)).contains("text.number");
        assertThat(wrong.findings().getFirst().text().get("en"))
                .contains("19.9")
                .contains("19.90");
    }

    @Test
    void null_and_true_as_other_languages_write_them_are_named() {
        var body = "{\"gift\": true, \"memo\": null}";
        var gift = json(common() + "&sign=" + sign(text("gift", "True")), body);
        assertThat(Bench.ids(Bench.explain(gift))).contains("text.literal");
        var memo = json(common() + "&sign=" + sign(text("gift", "true", "memo", "null")), body);
        assertThat(Bench.ids(Bench.explain(memo))).contains("text.literal");
    }

    @Test
    void the_hash_of_a_body_in_another_form_is_named() {
        var body = "{\"items\": [{\"id\": \"店\"}]}";
        var compact = "{\"items\":[{\"id\":\"店\"}]}";
        var hash = Signatures.sha256Hex(compact.getBytes(StandardCharsets.UTF_8));
        var wrong = json(common() + "&body_sha256=" + hash + "&sign=" + sign(text("body_sha256", hash)), body);
        assertThat(Bench.ids(Bench.explain(wrong))).contains("body.reformatted");
        var none = json(common() + "&sign=" + sign(text()), body);
        assertThat(Bench.ids(Bench.explain(none))).contains("body.hash_missing");
        var within = json(
                common() + "&body_sha256=" + hash + "&sign="
                        + sign(text("body_sha256", hash, "items", "[{\"id\":\"店\"}]")),
                compact);
        assertThat(Bench.ids(Bench.explain(within))).contains("text.structures");
    }

    @Test
    void the_first_byte_that_differs_is_shown_with_both_sides() {
        var found = Objects.requireNonNull(Difference.of("a=店&b=1\n2", "a=店&b=1\t2", StandardCharsets.UTF_8));
        assertThat(found.byteIndex()).isEqualTo("a=店&b=1".getBytes(StandardCharsets.UTF_8).length);
        assertThat(found.characterIndex()).isEqualTo(7);
        assertThat(found.before()).isEqualTo("a=店&b=1");
        assertThat(found.ours()).isEqualTo(new Difference.Side("␊", "U+000A", "0a", "2"));
        assertThat(found.yours()).isEqualTo(new Difference.Side("␉", "U+0009", "09", "2"));

        // Two characters may begin with the same byte: 店 is e5 ba 97, 张 is e5 bc a0.
        var within = Objects.requireNonNull(Difference.of("店", "张", StandardCharsets.UTF_8));
        assertThat(within.byteIndex()).isEqualTo(1);

        var ended = Objects.requireNonNull(Difference.of("a=1", "a=1&b=2", StandardCharsets.UTF_8));
        assertThat(ended.ours()).isNull();
        assertThat(ended.yours()).isEqualTo(new Difference.Side("&", "U+0026", "26", "b=2"));
        assertThat(Difference.of("a=1", "a=1", StandardCharsets.UTF_8)).isNull();
        assertThat(Difference.visible("\u00a0\u200b\u001b")).isEqualTo("⟨U+00A0⟩⟨U+200B⟩␛");
    }

    @Test
    void the_text_of_his_own_code_tells_key_from_text() {
        var own = "something of his own";
        var signed = new Pasted("POST", "/shop/sell?" + common() + "&sign=" + sign(own), "", "", own, Bench.NOW);
        var answer = Bench.explain(signed);
        assertThat(Bench.ids(answer)).contains("own.text_signed");
        assertThat(answer.difference()).isNotNull();
        assertThat(answer.ownTextSame()).isFalse();

        var strange = Signatures.hmacSha256(text(), "nobody's");
        var same = new Pasted("POST", "/shop/sell?" + common() + "&sign=" + strange, "", "", text(), Bench.NOW);
        assertThat(Bench.ids(Bench.explain(same))).contains("own.text_same");
    }

    @Test
    void a_secret_that_was_sent_is_not_shown_again() {
        var sent = new Pasted(
                "POST",
                "/shop/sell?" + common() + "&secret=" + Bench.SECRET + "&sign=" + sign(text("secret", Bench.SECRET)),
                "",
                "",
                "x",
                Bench.NOW);
        var answer = Bench.explain(sent);
        assertThat(Bench.ids(answer)).contains("call.secret");
        assertThat(answer.canonicalText()).doesNotContain(Bench.SECRET).contains("•••");
        assertThat(answer.difference()).isNull();
    }

    @Test
    void what_the_door_cannot_read_is_said_in_its_words() {
        var twice = new Pasted("GET", "/shop/sell?" + common() + "&a=1&a=2&sign=x", "", "", "", Bench.NOW);
        assertThat(Bench.ids(Bench.explain(twice))).contains("call.refused");
        var broken = new Pasted("GET", "/shop/sell?" + common() + "&a=%zz&sign=x", "", "", "", Bench.NOW);
        assertThat(Bench.ids(Bench.explain(broken))).contains("call.refused");
        var number = new Pasted("POST", "/shop/sell?" + common() + "&sign=x", JSON, "{\"a\": 1e99999}", "", Bench.NOW);
        assertThat(Bench.explain(number).fits()).isFalse();
    }

    @Test
    void a_call_whose_signature_covers_the_message_is_read_too() {
        var text = "POST\n/wx/shop/sell\n" + Bench.NOW.getEpochSecond() + "\nnonce-0123456789\n{\"a\":1}\n";
        var authorization = "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\"app-1\",nonce_str=\"nonce-0123456789\","
                + "timestamp=\"" + Bench.NOW.getEpochSecond() + "\",serial_no=\"1\",signature=\"";
        var right = authorization + Signatures.rsa2(text, Bench.PAIR.getPrivate()) + "\"";
        assertThat(Bench.explain(new Pasted("POST", "/wx/shop/sell", right, "{\"a\":1}", "", Bench.NOW))
                        .fits())
                .isTrue();
        var spaced = text.replace("{\"a\":1}", "{\"a\": 1}");
        var wrong = authorization + Signatures.rsa2(spaced, Bench.PAIR.getPrivate()) + "\"";
        assertThat(Bench.ids(Bench.explain(new Pasted("POST", "/wx/shop/sell", wrong, "{\"a\":1}", "", Bench.NOW))))
                .contains("text.body");
        var short_ = text.substring(0, text.length() - 1);
        var unended = authorization + Signatures.rsa2(short_, Bench.PAIR.getPrivate()) + "\"";
        assertThat(Bench.ids(Bench.explain(new Pasted("POST", "/wx/shop/sell", unended, "{\"a\":1}", "", Bench.NOW))))
                .contains("text.extra");
    }

    @Test
    void every_mistake_is_told_in_both_languages_with_the_same_values() {
        for (var mistake : Mistake.values()) {
            assertThat(names(mistake.zh())).as(mistake.name()).isEqualTo(names(mistake.en()));
        }
    }

    private static java.util.Set<String> names(String text) {
        var names = new java.util.TreeSet<String>();
        var matcher = java.util.regex.Pattern.compile("\\{([a-z]+)}").matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
