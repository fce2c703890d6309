package dev.serai.gateway.desk;

import dev.serai.gateway.Form;
import dev.serai.gateway.JsonBody;
import dev.serai.gateway.WechatAuthorization;
import dev.serai.kernel.Json;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.HttpMessage;
import dev.serai.protocol.MalformedMessage;
import dev.serai.protocol.MessageSignature;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a pasted call says: in which dialect, of whom, and how it is signed. Read as the door reads it, but to the end: what
 * the door would refuse stands in {@code troubles}.
 *
 * @param typeName the parameter that says how it is signed
 * @param type its value
 * @param parts the parameters in the order they were sent
 * @param lines the whole signed text where the signature covers the message; empty where it covers parameters
 * @param message the signature of RFC 9421, where it is one
 */
record SaidCall(
        Speech speech,
        Pasted pasted,
        String appId,
        String typeName,
        String type,
        String sign,
        String timestamp,
        String nonce,
        List<Part> parts,
        Charset charset,
        String lines,
        Optional<SignedMessage> message,
        List<Finding> troubles) {

    /** A message with the signature it carries. */
    record SignedMessage(HttpMessage message, MessageSignature signature) {}

    static SaidCall read(Pasted pasted) {
        var path = pasted.path();
        if (path.equals("/gateway.do")) {
            return ofParameters(Speech.ALIPAY, pasted);
        }
        if (path.equals("/top/router/rest")) {
            return ofParameters(Speech.TOP, pasted);
        }
        if (path.startsWith("/wx/")) {
            return wechat(pasted);
        }
        if (path.startsWith("/v3/")) {
            return alipayV3(pasted);
        }
        return pasted.header("signature-input").isEmpty() ? ofParameters(Speech.SERAI, pasted) : message(pasted);
    }

    private static SaidCall ofParameters(Speech speech, Pasted pasted) {
        var troubles = new ArrayList<Finding>();
        var charset = speech == Speech.ALIPAY ? charset(pasted) : StandardCharsets.UTF_8;
        var parts = new ArrayList<Part>();
        form(pasted.query(), "query", charset, parts, troubles);
        if (!pasted.body().isEmpty()) {
            if (!pasted.hasJson()) {
                form(pasted.body().strip(), "form", charset, parts, troubles);
            } else if (speech == Speech.SERAI) {
                json(pasted.body(), parts, troubles);
            }
        }
        var names = new HashSet<String>();
        for (var part : parts) {
            if (!names.add(part.name())) {
                troubles.add(refused("the parameter " + part.name() + " stands twice; send it once"));
            }
            if (part.name().equals("secret")) {
                troubles.add(Finding.of(Mistake.CALL_SECRET));
            }
        }
        var typeName = speech == Speech.TOP ? "sign_method" : "sign_type";
        return new SaidCall(
                speech,
                pasted,
                value(parts, speech == Speech.TOP ? "app_key" : "app_id"),
                typeName,
                value(parts, typeName),
                value(parts, "sign"),
                value(parts, "timestamp"),
                value(parts, "nonce"),
                List.copyOf(parts),
                charset,
                "",
                Optional.empty(),
                troubles);
    }

    private static void form(String text, String where, Charset charset, List<Part> into, List<Finding> troubles) {
        for (var piece : text.split("&", -1)) {
            if (piece.isEmpty()) {
                continue;
            }
            var read = new ArrayList<RawParameter>();
            try {
                // One character a byte, as the door reads it.
                Form.read(
                        new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                        where,
                        charset,
                        read);
                int equals = piece.indexOf('=');
                var raw = equals < 0 ? "" : piece.substring(equals + 1);
                into.add(new Part(read.getFirst().name(), read.getFirst().text(), raw, null));
            } catch (Refusal refusal) {
                troubles.add(refused(refusal.explanation()));
            }
        }
    }

    private static void json(String body, List<Part> into, List<Finding> troubles) {
        var read = new ArrayList<RawParameter>();
        JsonNode tree;
        try {
            JsonBody.read(body.getBytes(StandardCharsets.UTF_8), read);
            tree = Json.MAPPER.readTree(body);
        } catch (Refusal refusal) {
            troubles.add(refused(refusal.explanation()));
            return;
        }
        for (var parameter : read) {
            var json = tree.path(parameter.name());
            var raw = json.isNumber() ? parameter.text() : json.toString();
            into.add(new Part(parameter.name(), parameter.text(), raw, json));
        }
    }

    private static Charset charset(Pasted pasted) {
        for (var part : (pasted.query() + "&" + pasted.body()).split("&", -1)) {
            if (part.startsWith("charset=")) {
                return switch (part.substring("charset=".length()).strip().toLowerCase(Locale.ROOT)) {
                    case "gbk" -> Charset.forName("GBK");
                    case "gb2312" -> Charset.forName("GB2312");
                    default -> StandardCharsets.UTF_8;
                };
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static SaidCall wechat(Pasted pasted) {
        try {
            var said = WechatAuthorization.read(pasted.header("authorization"));
            return ofLines(
                    Speech.WECHAT,
                    pasted,
                    said.mchid(),
                    said.signature(),
                    said.timestamp(),
                    said.nonce(),
                    said.callText(pasted.httpMethod(), pasted.target(), pasted.body()));
        } catch (Refusal refusal) {
            return unreadable(Speech.WECHAT, pasted, refusal);
        }
    }

    private static SaidCall alipayV3(Pasted pasted) {
        var field = pasted.header("authorization");
        var scheme = "ALIPAY-SHA256withRSA ";
        int sign = field.lastIndexOf(",sign=");
        if (!field.startsWith(scheme) || sign < 0) {
            return unreadable(
                    Speech.ALIPAY_V3,
                    pasted,
                    new Refusal(
                            SubCode.SIGN_MISSING,
                            "Authorization must be ALIPAY-SHA256withRSA app_id=…,timestamp=…,nonce=…,sign=…"));
        }
        var said = field.substring(scheme.length(), sign);
        var token = pasted.header("alipay-app-auth-token");
        return ofLines(
                Speech.ALIPAY_V3,
                pasted,
                item(said, "app_id"),
                field.substring(sign + ",sign=".length()),
                item(said, "timestamp"),
                item(said, "nonce"),
                said + "\n" + pasted.httpMethod() + "\n" + pasted.target() + "\n" + pasted.body() + "\n"
                        + (token.isEmpty() ? "" : token + "\n"));
    }

    private static String item(String said, String name) {
        for (var item : said.split(",", -1)) {
            if (item.startsWith(name + "=")) {
                return item.substring(name.length() + 1);
            }
        }
        return "";
    }

    private static SaidCall message(Pasted pasted) {
        var fields = pasted.fields().stream()
                .map(field -> new HttpMessage.Field(field.getKey(), field.getValue()))
                .toList();
        var message = HttpMessage.request(pasted.httpMethod(), "http", pasted.host(), pasted.target(), fields);
        try {
            var signature = MessageSignature.of(message).getFirst();
            return new SaidCall(
                    Speech.RFC9421,
                    pasted,
                    signature.text("keyid").orElse(""),
                    "alg",
                    signature.text("alg").orElse(""),
                    signature.signature().base64(),
                    signature.seconds("created").map(String::valueOf).orElse(""),
                    signature.text("nonce").orElse(""),
                    List.of(),
                    StandardCharsets.UTF_8,
                    signature.base(message),
                    Optional.of(new SignedMessage(message, signature)),
                    new ArrayList<>());
        } catch (MalformedMessage e) {
            return unreadable(Speech.RFC9421, pasted, new Refusal(SubCode.PARAM_INVALID, e.explanation()));
        }
    }

    private static SaidCall ofLines(
            Speech speech, Pasted pasted, String app, String sign, String timestamp, String nonce, String lines) {
        return new SaidCall(
                speech,
                pasted,
                app,
                "Authorization",
                "RSA2",
                sign,
                timestamp,
                nonce,
                List.of(),
                StandardCharsets.UTF_8,
                lines,
                Optional.empty(),
                new ArrayList<>());
    }

    private static SaidCall unreadable(Speech speech, Pasted pasted, Refusal why) {
        var call = ofLines(speech, pasted, "", "", "", "", "");
        call.troubles.add(refused(why.explanation()));
        return call;
    }

    private static Finding refused(String why) {
        return Finding.of(Mistake.CALL_REFUSED, "why", why);
    }

    private static String value(List<Part> parts, String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .map(Part::value)
                .findFirst()
                .orElse("");
    }
}
