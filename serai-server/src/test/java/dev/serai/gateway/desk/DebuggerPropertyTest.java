package dev.serai.gateway.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.protocol.Signatures;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any call with a usual mistake in its signature: the debugger names that mistake, and never tells what would fit. */
class DebuggerPropertyTest {
    private static final Charset GBK = Charset.forName("GBK");

    /** The dialects whose signature covers parameters. */
    enum Talk {
        SERAI_HMAC("/shop/sell", "sign_type", "HMAC-SHA256", "app_id"),
        SERAI_MD5("/shop/sell", "sign_type", "MD5", "app_id"),
        SERAI_RSA2("/shop/sell", "sign_type", "RSA2", "app_id"),
        ALIPAY("/gateway.do", "sign_type", "RSA2", "app_id"),
        TOP("/top/router/rest", "sign_method", "hmac-sha256", "app_key");

        final String path;
        final String typeName;
        final String type;
        final String appName;

        Talk(String path, String typeName, String type, String appName) {
            this.path = path;
            this.typeName = typeName;
            this.type = type;
            this.appName = appName;
        }

        boolean rsa() {
            return type.equals("RSA2");
        }

        /** As a right client makes the text, or one that changed something on the way. */
        String text(Map<String, String> sorted, boolean empties) {
            boolean top = this == TOP;
            return sorted.entrySet().stream()
                    .filter(e -> empties || !e.getValue().isEmpty())
                    .map(e -> e.getKey() + (top ? "" : "=") + e.getValue())
                    .collect(Collectors.joining(top ? "" : "&"));
        }

        String sign(byte[] text, String secret, PrivateKey key) {
            return rsa()
                    ? rsaSign(text, key)
                    : HexFormat.of()
                            .formatHex((this == SERAI_MD5 ? Mac.MD5_SECRET : Mac.HMAC_SHA256)
                                    .of(text, secret.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** One call: what is sent, in this order, before it is signed. */
    record Call(Talk talk, Map<String, String> sent, long seed) {
        TreeMap<String, String> sorted() {
            return new TreeMap<>(sent);
        }

        String right() {
            return talk.text(sorted(), false);
        }

        Pasted signed(String sign) {
            var all = new LinkedHashMap<>(sent);
            all.put("sign", sign);
            var form = all.entrySet().stream()
                    .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return new Pasted(
                    "POST",
                    "https://door.example" + talk.path,
                    "Content-Type: application/x-www-form-urlencoded",
                    form,
                    "",
                    Bench.NOW);
        }

        String sign(byte[] text) {
            return talk.sign(text, Bench.SECRET, Bench.PAIR.getPrivate());
        }
    }

    @Provide
    Arbitrary<Call> calls() {
        return among(Talk.values());
    }

    @Provide
    Arbitrary<Call> rsaCalls() {
        return among(Stream.of(Talk.values()).filter(Talk::rsa).toArray(Talk[]::new));
    }

    private static Arbitrary<Call> among(Talk... talks) {
        var name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("_ABZ")
                .ofMinLength(1)
                .ofMaxLength(6);
        var value = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("09 +%&=/\"张三店€~*'")
                .ofMinLength(0)
                .ofMaxLength(8);
        return Combinators.combine(
                        Arbitraries.of(talks),
                        Arbitraries.maps(name, value).ofMinSize(1).ofMaxSize(6),
                        Arbitraries.longs())
                .as(DebuggerPropertyTest::call);
    }

    private static Call call(Talk talk, Map<String, String> own, long seed) {
        var all = new LinkedHashMap<String, String>();
        all.put(talk.appName, "app-1");
        all.put("timestamp", Long.toString(Bench.NOW.toEpochMilli()));
        all.put("nonce", "nonce-0123456789");
        all.put(talk.typeName, talk.type);
        own.forEach((name, value) -> all.putIfAbsent("p" + name, value));
        var names = new ArrayList<>(all.keySet());
        Collections.shuffle(names, new Random(seed));
        var shuffled = new LinkedHashMap<String, String>();
        names.forEach(n -> shuffled.put(n, all.get(n)));
        return new Call(talk, shuffled, seed);
    }

    private static void finds(Call call, Pasted pasted, Mistake mistake) {
        var answer = Bench.explain(pasted);
        assertThat(Bench.ids(answer))
                .as("%s", pasted)
                .contains(Finding.of(mistake).id());
        assertThat(answer.fits()).isFalse();
        assertThat(answer.canonicalText()).isEqualTo(call.right());
        assertThat(Bench.tells(answer, utf8(call.right()))).isFalse();
    }

    @Property(tries = 100)
    void a_right_call_fits_and_nothing_is_found_wrong(@ForAll("calls") Call call) {
        var answer = Bench.explain(call.signed(call.sign(utf8(call.right()))));
        assertThat(answer.fits()).isTrue();
        assertThat(Bench.ids(answer)).containsExactly("fits");
        assertThat(Bench.tells(answer, utf8(call.right()))).isFalse();
    }

    @Property(tries = 60)
    void encoded_values_are_named(@ForAll("calls") Call call) {
        planted(call, Mistake.TEXT_ENCODED, v -> URLEncoder.encode(v, StandardCharsets.UTF_8));
    }

    @Property(tries = 60)
    void trimmed_values_are_named(@ForAll("calls") Call call) {
        var sent = new LinkedHashMap<>(call.sent);
        sent.put("pspaced", " a b ");
        planted(new Call(call.talk, sent, call.seed), Mistake.TEXT_TRIMMED, String::strip);
    }

    private static void planted(Call call, Mistake mistake, UnaryOperator<String> change) {
        var changed = call.sorted();
        changed.replaceAll((_, value) -> change.apply(value));
        var text = call.talk.text(changed, false);
        Assume.that(!text.equals(call.right()));
        finds(call, call.signed(call.sign(utf8(text))), mistake);
    }

    @Property(tries = 60)
    void kept_empty_values_are_named(@ForAll("calls") Call call) {
        // Alipay's own clients do it, and the door takes it.
        Assume.that(call.talk != Talk.ALIPAY);
        var sent = new LinkedHashMap<>(call.sent);
        sent.put("pempty", "");
        var kept = new Call(call.talk, sent, call.seed);
        finds(kept, kept.signed(kept.sign(utf8(kept.talk.text(kept.sorted(), true)))), Mistake.TEXT_EMPTIES);
    }

    @Property(tries = 60)
    void a_dropped_sign_type_is_named(@ForAll("calls") Call call) {
        var sorted = call.sorted();
        sorted.remove(call.talk.typeName);
        finds(call, call.signed(call.sign(utf8(call.talk.text(sorted, false)))), Mistake.TEXT_SIGN_TYPE_DROPPED);
    }

    @Property(tries = 60)
    void an_included_sign_is_named(@ForAll("calls") Call call) {
        var sorted = call.sorted();
        var text = call.talk.text(sorted, false);
        sorted.put("sign", "\u0001");
        var with = call.talk.text(sorted, false).replace("\u0001", "");
        Assume.that(!with.equals(text));
        finds(call, call.signed(call.sign(utf8(with))), Mistake.TEXT_SIGN_INCLUDED);
    }

    @Property(tries = 60)
    void an_unsorted_text_is_named(@ForAll("calls") Call call) {
        var text = call.talk.text(call.sent, false);
        Assume.that(!text.equals(call.right()));
        finds(call, call.signed(call.sign(utf8(text))), Mistake.TEXT_UNSORTED);
    }

    @Property(tries = 60)
    void another_charset_is_named(@ForAll("calls") Call call) {
        var bytes = call.right().getBytes(GBK);
        Assume.that(!Wordings.same(bytes, utf8(call.right())));
        finds(call, call.signed(call.sign(bytes)), Mistake.TEXT_CHARSET);
    }

    @Property(tries = 60)
    void a_parameter_left_out_is_named(@ForAll("calls") Call call) {
        var sorted = call.sorted();
        sorted.remove("nonce");
        finds(call, call.signed(call.sign(utf8(call.talk.text(sorted, false)))), Mistake.TEXT_LEFT_OUT);
    }

    @Property(tries = 60)
    void a_line_feed_at_the_end_is_named(@ForAll("calls") Call call) {
        finds(call, call.signed(call.sign(utf8(call.right() + "\n"))), Mistake.TEXT_EXTRA);
    }

    @Property(tries = 60)
    void two_mistakes_at_once_are_both_named(@ForAll("calls") Call call) {
        var sorted = call.sorted();
        sorted.remove(call.talk.typeName);
        sorted.replaceAll((_, value) -> URLEncoder.encode(value, StandardCharsets.UTF_8));
        var one = call.sorted();
        one.replaceAll((_, value) -> URLEncoder.encode(value, StandardCharsets.UTF_8));
        Assume.that(!one.equals(call.sorted()));
        var pasted = call.signed(call.sign(utf8(call.talk.text(sorted, false))));
        finds(call, pasted, Mistake.TEXT_SIGN_TYPE_DROPPED);
        finds(call, pasted, Mistake.TEXT_ENCODED);
    }

    @Property(tries = 60)
    void the_key_of_another_app_is_named(@ForAll("calls") Call call) {
        var sign = call.talk.sign(utf8(call.right()), Bench.OTHERS, Bench.STRANGE.getPrivate());
        finds(call, call.signed(sign), Mistake.KEY_OF_APP);
    }

    @Property(tries = 60)
    void a_secret_that_ended_or_was_misread_is_named(@ForAll("calls") Call call) {
        Assume.that(!call.talk.rsa());
        var text = utf8(call.right());
        finds(call, call.signed(call.talk.sign(text, Bench.ENDED, Bench.PAIR.getPrivate())), Mistake.KEY_ENDED);
        for (var read : List.of(Bench.SECRET + "\n", " " + Bench.SECRET, Bench.SECRET + "\r\n")) {
            finds(call, call.signed(call.talk.sign(text, read, Bench.PAIR.getPrivate())), Mistake.KEY_WHITESPACE);
        }
        var bytes = HexFormat.of().parseHex(Bench.SECRET);
        var mac = call.talk == Talk.SERAI_MD5 ? Mac.MD5_SECRET : Mac.HMAC_SHA256;
        finds(call, call.signed(HexFormat.of().formatHex(mac.of(text, bytes))), Mistake.KEY_DECODED);
    }

    @Property(tries = 60)
    void the_form_of_the_signature_is_named(@ForAll("calls") Call call) {
        var text = utf8(call.right());
        var sign = call.sign(text);
        if (call.talk.rsa()) {
            var hex = HexFormat.of().formatHex(Base64.getDecoder().decode(sign));
            finds(call, call.signed(hex), Mistake.SIGN_HEX);
            if (sign.contains("+")) {
                finds(call, call.signed(sign.replace('+', ' ')), Mistake.SIGN_PLUS);
            }
            return;
        }
        var base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sign));
        finds(call, call.signed(base64), Mistake.SIGN_BASE64);
        var upper = Bench.explain(call.signed(sign.toUpperCase(Locale.ROOT)));
        assertThat(upper.fits()).isTrue();
        assertThat(Bench.ids(upper)).contains("sign.upper");
    }

    @Property(tries = 40)
    void a_missing_secret_name_and_the_wrong_function_are_named(@ForAll("calls") Call call) {
        Assume.that(!call.talk.rsa());
        var text = utf8(call.right());
        var secret = utf8(Bench.SECRET);
        var hex = HexFormat.of();
        finds(call, call.signed(hex.formatHex(Mac.SHA256_SECRET.of(text, secret))), Mistake.SIGN_ALGORITHM);
        if (call.talk == Talk.SERAI_MD5) {
            finds(call, call.signed(hex.formatHex(Mac.MD5_JOINED.of(text, secret))), Mistake.SIGN_NO_SECRET_NAME);
        } else {
            finds(
                    call,
                    call.signed(hex.formatHex(Mac.HMAC_SHA256_SECRET.of(text, secret))),
                    Mistake.SIGN_SECRET_IN_HMAC);
        }
    }

    @Property(tries = 40)
    void a_strange_rsa_key_and_a_strange_text_are_told_apart(@ForAll("rsaCalls") Call call) {
        var third = Wrong.PAIR.getPrivate();
        finds(call, call.signed(rsaSign(utf8(call.right()), third)), Mistake.KEY_OTHER);
        finds(call, call.signed(call.sign(utf8("something else"))), Mistake.TEXT_OTHER);
    }

    /** Made when first needed. */
    private static final class Wrong {
        static final java.security.KeyPair PAIR = dev.serai.merchant.Joining.newPair();
    }

    @Property(tries = 60)
    void a_process_in_utc_and_a_clock_in_seconds_are_named(@ForAll("calls") Call call) {
        var utc = new LinkedHashMap<>(call.sent);
        utc.put(
                "timestamp",
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                        .format(LocalDateTime.ofInstant(Bench.NOW, ZoneOffset.UTC)));
        var late = new Call(call.talk, utc, call.seed);
        var answer = Bench.explain(late.signed(late.sign(utf8(late.right()))));
        assertThat(Bench.ids(answer)).containsExactly("fits", "time.zone");
        assertThat(answer.findings().getLast().text().get("en")).contains("exactly −8 h: your process uses UTC");

        var seconds = new LinkedHashMap<>(call.sent);
        seconds.put("timestamp", Long.toString(Bench.NOW.getEpochSecond()));
        var small = new Call(call.talk, seconds, call.seed);
        assertThat(Bench.ids(Bench.explain(small.signed(small.sign(utf8(small.right()))))))
                .containsExactly("fits", "time.seconds");
    }

    private static String rsaSign(byte[] text, PrivateKey key) {
        try {
            var signature = java.security.Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Kept so that the three vectors of the contract are what this test calls right. */
    @Property(tries = 1)
    void its_own_idea_of_right_is_the_contracts() {
        var text = "bar=2&foo=1&foo_bar=3&foobar=4";
        assertThat(HexFormat.of().formatHex(Mac.MD5_SECRET.of(utf8(text), utf8("secret_value"))))
                .isEqualTo("35bd067e89777f8096d4d768dc5baca4")
                .isEqualTo(Signatures.md5(text, "secret_value"));
    }
}
