package dev.serai.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.protocol.HttpMessage.Field;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each example of RFC 9421, Appendix B.2, and the signature of B.3: its base, its signature, and our own for it. */
class Rfc9421AppendixBTest {
    private static final String BODY = "{\"hello\": \"world\"}";
    private static final String ANSWER_BODY = "{\"message\": \"good dog\"}";

    private static final HttpMessage REQUEST = HttpMessage.request(
            "POST",
            "https",
            "example.com",
            "/foo?param=Value&Pet=dog",
            List.of(
                    new Field("Host", "example.com"),
                    new Field("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
                    new Field("Content-Type", "application/json"),
                    new Field(
                            "Content-Digest",
                            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"),
                    new Field("Content-Length", "18")));

    private static final HttpMessage ANSWER = HttpMessage.answer(
            200,
            List.of(
                    new Field("Date", "Tue, 20 Apr 2021 02:07:56 GMT"),
                    new Field("Content-Type", "application/json"),
                    new Field(
                            "Content-Digest",
                            "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"),
                    new Field("Content-Length", "23")),
            null);

    private static final String CLIENT_CERT = ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZ"
            + "W50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgN"
            + "VBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+"
            + "k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8"
            + "BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAM"
            + "EUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

    private static final HttpMessage BEHIND_PROXY = HttpMessage.request(
            "POST",
            "https",
            "service.internal.example",
            "/foo?param=Value&Pet=dog",
            List.of(
                    new Field("Host", "service.internal.example"),
                    new Field("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
                    new Field("Content-Type", "application/json"),
                    new Field("Content-Length", "18"),
                    new Field("Client-Cert", CLIENT_CERT)));

    enum Example {
        B_2_1(
                REQUEST,
                "sig-b21",
                SignatureAlgorithm.RSA_PSS_SHA512,
                "();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"",
                "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXa"
                        + "JMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXe"
                        + "hhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SI"
                        + "TLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q=="),
        B_2_2(
                REQUEST,
                "sig-b22",
                SignatureAlgorithm.RSA_PSS_SHA512,
                "(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;"
                        + "keyid=\"test-key-rsa-pss\";tag=\"header-example\"",
                "LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB"
                        + "4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkj"
                        + "qpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosM"
                        + "TAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw=="),
        B_2_3(
                REQUEST,
                "sig-b23",
                SignatureAlgorithm.RSA_PSS_SHA512,
                "(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" "
                        + "\"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"",
                "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrC"
                        + "Ub38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQo"
                        + "Ld7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJ"
                        + "pvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA=="),
        B_2_4(
                ANSWER,
                "sig-b24",
                SignatureAlgorithm.ECDSA_P256_SHA256,
                "(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;"
                        + "keyid=\"test-key-ecc-p256\"",
                "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="),
        B_2_5(
                REQUEST,
                "sig-b25",
                SignatureAlgorithm.HMAC_SHA256,
                "(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
                "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="),
        B_2_6(
                REQUEST,
                "sig-b26",
                SignatureAlgorithm.ED25519,
                "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;"
                        + "keyid=\"test-key-ed25519\"",
                "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="),
        B_3(
                BEHIND_PROXY,
                "ttrp",
                SignatureAlgorithm.ECDSA_P256_SHA256,
                "(\"@path\" \"@query\" \"@method\" \"@authority\" \"client-cert\");created=1618884473;"
                        + "keyid=\"test-key-ecc-p256\"",
                "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==");

        final HttpMessage unsigned;
        final String label;
        final SignatureAlgorithm algorithm;
        final String input;
        final String signature;

        Example(HttpMessage unsigned, String label, SignatureAlgorithm algorithm, String input, String signature) {
            this.unsigned = unsigned;
            this.label = label;
            this.algorithm = algorithm;
            this.input = input;
            this.signature = signature;
        }

        HttpMessage signed() {
            return with(unsigned, label + "=" + input, label + "=:" + signature + ":");
        }

        String keyid() {
            return MessageSignature.of(signed()).get(0).text("keyid").orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_rfcs_signature_fits_and_one_changed_byte_does_not(Example example) throws Exception {
        var signature = MessageSignature.of(example.signed()).get(0);
        var key = key(example.keyid(), false);
        assertThat(signature.label()).isEqualTo(example.label);
        assertThat(signature.seconds("created")).contains(1618884473L);
        assertThat(signature.input().text()).isEqualTo(example.input);
        assertThat(signature.fits(example.signed(), example.algorithm, key)).isTrue();

        var bytes = signature.signature().bytes();
        bytes[7] ^= 1;
        var broken = new MessageSignature(signature.label(), signature.input(), StructuredField.Bytes.of(bytes));
        assertThat(broken.fits(example.signed(), example.algorithm, key)).isFalse();
        for (var other : SignatureAlgorithm.values()) {
            if (other != example.algorithm) {
                assertThat(signature.fits(example.signed(), other, key)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void our_signature_over_the_same_fits_and_is_the_rfcs_own_where_it_is_deterministic(Example example)
            throws Exception {
        var read = MessageSignature.of(example.signed()).get(0);
        var components = new ArrayList<String>();
        for (var item : read.input().items()) {
            var text = item.text();
            components.add(text.substring(1, text.indexOf('"', 1)) + text.substring(text.indexOf('"', 1) + 1));
        }
        var made = MessageSignature.sign(
                example.unsigned,
                example.label,
                components,
                new LinkedHashMap<>(read.input().parameters()),
                example.algorithm,
                key(example.keyid(), true));
        assertThat(made.input()).isEqualTo(example.label + "=" + example.input);
        var signed = with(example.unsigned, made.input(), made.signature());
        assertThat(MessageSignature.of(signed).get(0).fits(signed, example.algorithm, key(example.keyid(), false)))
                .isTrue();
        if (example.algorithm == SignatureAlgorithm.HMAC_SHA256 || example.algorithm == SignatureAlgorithm.ED25519) {
            assertThat(made.signature()).isEqualTo(example.label + "=:" + example.signature + ":");
        }
    }

    @Test
    void the_base_of_section_2_5_holds() {
        var input = (StructuredField.InnerList) StructuredField.list(
                        "(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-length\" \"content-type\")"
                                + ";created=1618884473;keyid=\"test-key-rsa-pss\"")
                .get(0);
        assertThat(SignatureBase.of(REQUEST, input)).isEqualTo("""
                        "@method": POST
                        "@authority": example.com
                        "@path": /foo
                        "content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
                        "content-length": 18
                        "content-type": application/json
                        "@signature-params": ("@method" "@authority" "@path" "content-digest" "content-length" "content-type");created=1618884473;keyid="test-key-rsa-pss\"""");
    }

    @Test
    void the_digests_of_both_messages_fit_their_bodies_only() {
        var digest = digestOf(REQUEST);
        assertThat(ContentDigest.fits(digest, BODY.getBytes(UTF_8))).isTrue();
        assertThat(ContentDigest.fits(digest, (BODY + " ").getBytes(UTF_8))).isFalse();
        assertThat(ContentDigest.fits(digestOf(ANSWER), ANSWER_BODY.getBytes(UTF_8)))
                .isTrue();
        assertThat(ContentDigest.of(BODY.getBytes(UTF_8)))
                .isEqualTo("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    }

    private static String digestOf(HttpMessage message) {
        return message.fields().stream()
                .filter(field -> field.name().equals("Content-Digest"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static HttpMessage with(HttpMessage message, String input, String signature) {
        var fields = new ArrayList<>(message.fields());
        fields.add(new Field("Signature-Input", input));
        fields.add(new Field("Signature", signature));
        return new HttpMessage(
                message.status(),
                message.method(),
                message.scheme(),
                message.authority(),
                message.target(),
                fields,
                message.trailers(),
                message.request());
    }

    private static Key key(String keyid, boolean toSign) throws GeneralSecurityException, IOException {
        if (keyid.equals("test-shared-secret")) {
            return new SecretKeySpec(bytes("test-shared-secret.secret"), "HmacSHA256");
        }
        var factories = Map.of(
                "test-key-rsa-pss", "RSASSA-PSS",
                "test-key-ecc-p256", "EC",
                "test-key-ed25519", "Ed25519");
        var factory = factories.get(keyid);
        if (toSign) {
            return KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(bytes(keyid + ".private")));
        }
        // Its public half is printed as a plain RSA key.
        return KeyFactory.getInstance(Objects.equals(factory, "RSASSA-PSS") ? "RSA" : factory)
                .generatePublic(new X509EncodedKeySpec(bytes(keyid + ".public")));
    }

    private static byte[] bytes(String name) throws IOException {
        try (var in = Rfc9421AppendixBTest.class.getResourceAsStream("/vectors/rfc9421/" + name)) {
            return Base64.getMimeDecoder()
                    .decode(new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII));
        }
    }
}
