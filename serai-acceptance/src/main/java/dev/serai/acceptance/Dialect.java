package dev.serai.acceptance;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ways of calling the door, each signed here after the letter of docs/dialects.md and the contract, with nothing of the
 * server's or the protocol library's.
 */
enum Dialect {
    SERAI_HMAC(true),
    SERAI_MD5(true),
    SERAI_RSA2(true),
    RFC9421_HMAC(true),
    RFC9421_RSA(true),
    WECHAT(true),
    ALIPAY_V3(true),
    ALIPAY_V2(false),
    TOP(false);

    private static final DateTimeFormatter AT_GMT8 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    /** Whether a call carries something that is new with each; otherwise the signature itself counts as it. */
    final boolean nonce;

    Dialect(boolean nonce) {
        this.nonce = nonce;
    }

    /** A request before it is bytes, so that a fuzzer may bend any part. Header names and values stand as they are sent. */
    record Request(String verb, String target, List<String[]> headers, byte[] body) {
        byte[] bytes() {
            var out = new ByteArrayOutputStream();
            var head = new StringBuilder(verb + " " + target + " HTTP/1.1\r\n");
            headers.forEach(
                    field -> head.append(field[0]).append(": ").append(field[1]).append("\r\n"));
            out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(body);
            return out.toByteArray();
        }
    }

    /** What a call carries besides its parameters. */
    record Moment(Instant at, String nonce, String host) {}

    boolean needsKey() {
        return this == SERAI_RSA2 || this == RFC9421_RSA || this == WECHAT || this == ALIPAY_V3 || this == ALIPAY_V2;
    }

    Request request(Account account, Api api, Map<String, String> parameters, Moment moment) {
        return switch (this) {
            case SERAI_HMAC -> serai("HMAC-SHA256", account, api, parameters, moment);
            case SERAI_MD5 -> serai("MD5", account, api, parameters, moment);
            case SERAI_RSA2 -> serai("RSA2", account, api, parameters, moment);
            case RFC9421_HMAC, RFC9421_RSA -> message(account, api, parameters, moment);
            case WECHAT -> wechat(account, api, parameters, moment);
            case ALIPAY_V3 -> alipayRest(account, api, parameters, moment);
            case ALIPAY_V2 -> alipay(account, api, parameters, moment);
            case TOP -> top(account, api, parameters, moment);
        };
    }

    private static Request serai(String type, Account account, Api api, Map<String, String> parameters, Moment moment) {
        var all = new TreeMap<>(parameters);
        all.put("app_id", account.appId());
        all.put("timestamp", Long.toString(moment.at().toEpochMilli()));
        all.put("nonce", moment.nonce());
        all.put("sign_type", type);
        var text = joined(all, "=", "&");
        all.put(
                "sign",
                switch (type) {
                    case "MD5" -> hex(digest("MD5", text + "&secret=" + account.secret()));
                    case "RSA2" -> rsa("SHA256withRSA", account, text);
                    default -> hex(mac("HmacSHA256", account.secret(), text));
                });
        return post(api.path(), moment, FORM, form(all), List.of());
    }

    private Request message(Account account, Api api, Map<String, String> parameters, Moment moment) {
        var body = json(parameters);
        var digest = "sha-256=:" + base64(digest("SHA-256", body)) + ":";
        boolean hmac = this == RFC9421_HMAC;
        var input = "(\"@method\" \"@path\" \"@query\" \"content-digest\");created="
                + moment.at().getEpochSecond() + ";keyid=\"" + account.appId() + "\";nonce=\"" + moment.nonce()
                + "\";alg=\"" + (hmac ? "hmac-sha256" : "rsa-v1_5-sha256") + "\"";
        var base = "\"@method\": POST\n\"@path\": " + api.path() + "\n\"@query\": ?\n\"content-digest\": " + digest
                + "\n\"@signature-params\": " + input;
        var sign = hmac ? base64(mac("HmacSHA256", account.secret(), base)) : rsa("SHA256withRSA", account, base);
        return post(
                api.path(),
                moment,
                JSON,
                body,
                List.of(
                        new String[] {"Content-Digest", digest},
                        new String[] {"Signature-Input", "sig=" + input},
                        new String[] {"Signature", "sig=:" + sign + ":"}));
    }

    private static Request wechat(Account account, Api api, Map<String, String> parameters, Moment moment) {
        var body = json(parameters);
        var target = "/wx" + api.path();
        var timestamp = Long.toString(moment.at().getEpochSecond());
        var text = "POST\n" + target + "\n" + timestamp + "\n" + moment.nonce() + "\n" + body + "\n";
        var field = "WECHATPAY2-SHA256-RSA2048 mchid=\"" + account.appId() + "\",nonce_str=\"" + moment.nonce()
                + "\",timestamp=\"" + timestamp + "\",serial_no=\"" + account.serialNo() + "\",signature=\""
                + rsa("SHA256withRSA", account, text) + "\"";
        return post(target, moment, JSON, body, List.<String[]>of(new String[] {"Authorization", field}));
    }

    private static Request alipayRest(Account account, Api api, Map<String, String> parameters, Moment moment) {
        var body = json(parameters);
        var target = "/v3" + api.path();
        var said = "app_id=" + account.appId() + ",nonce=" + moment.nonce() + ",timestamp="
                + moment.at().toEpochMilli();
        var sign = rsa("SHA256withRSA", account, said + "\nPOST\n" + target + "\n" + body + "\n");
        var field = "ALIPAY-SHA256withRSA " + said + ",sign=" + sign;
        return post(target, moment, JSON, body, List.<String[]>of(new String[] {"Authorization", field}));
    }

    private static Request alipay(Account account, Api api, Map<String, String> parameters, Moment moment) {
        var line = new TreeMap<String, String>();
        line.put("app_id", account.appId());
        line.put("method", api.method());
        line.put("version", api.version() + ".0");
        line.put("sign_type", "RSA2");
        line.put("charset", "UTF-8");
        line.put("format", "json");
        line.put("timestamp", AT_GMT8.format(moment.at()));
        var body = new TreeMap<>(Map.of("biz_content", json(parameters)));
        var all = new TreeMap<>(line);
        all.putAll(body);
        line.put("sign", rsa("SHA256withRSA", account, joined(all, "=", "&")));
        return post("/gateway.do?" + form(line), moment, FORM + ";charset=UTF-8", form(body), List.of());
    }

    private static Request top(Account account, Api api, Map<String, String> parameters, Moment moment) {
        var line = new TreeMap<String, String>();
        line.put("app_key", account.appId());
        line.put("method", api.method());
        line.put("v", "2.0");
        if (api.version() > 1) {
            line.put("version", "v" + api.version());
        }
        line.put("sign_method", "hmac-sha256");
        line.put("format", "json");
        line.put("timestamp", AT_GMT8.format(moment.at()));
        var all = new TreeMap<>(line);
        all.putAll(parameters);
        line.put(
                "sign",
                hex(mac("HmacSHA256", account.secret(), joined(all, "", ""))).toUpperCase(java.util.Locale.ROOT));
        return post("/top/router/rest?" + form(line), moment, FORM, form(parameters), List.of());
    }

    private static Request post(String target, Moment moment, String type, String text, List<String[]> more) {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var headers = new ArrayList<String[]>();
        headers.add(new String[] {"Host", moment.host()});
        headers.add(new String[] {"Content-Type", type});
        headers.add(new String[] {"Content-Length", Integer.toString(body.length)});
        headers.addAll(more);
        return new Request("POST", target, headers, body);
    }

    private static String joined(Map<String, String> sorted, String between, String after) {
        return sorted.entrySet().stream()
                .filter(one -> !one.getValue().isEmpty() && !one.getKey().equals("sign"))
                .map(one -> one.getKey() + between + one.getValue())
                .collect(Collectors.joining(after));
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(Map<String, String> parameters) {
        return Demo.JSON.writeValueAsString(new LinkedHashMap<>(parameters));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] mac(String algorithm, String secret, String text) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static String rsa(String algorithm, Account account, String text) {
        try {
            PrivateKey key = Objects.requireNonNull(account.key(), () -> account.appId() + " has no private key");
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot sign", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
