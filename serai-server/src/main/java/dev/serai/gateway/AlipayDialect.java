package dev.serai.gateway;

import dev.serai.merchant.Apps;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls as clients of Alipay's OpenAPI v2 make them, at `/gateway.do`: parameters in query and form, in UTF-8, GBK or
/// GB2312; the business ones as JSON in `biz_content`, plain or encrypted, or flat. The HTTP status is 200 always, for
/// these clients read no other; the answer is signed inside its body, refusals too.
@Component
@Order(1)
class AlipayDialect extends ParameterDialect {
    private static final Set<String> OWN = Set.of(
            "app_id",
            "method",
            "format",
            "charset",
            "sign_type",
            "sign",
            "timestamp",
            "version",
            "biz_content",
            "alipay_sdk",
            "notify_url",
            "return_url",
            "terminal_type",
            "terminal_info",
            "target_app_id",
            "auth_token",
            "app_auth_token",
            "prod_code",
            "encrypt_type",
            "app_cert_sn",
            "alipay_root_cert_sn");

    /** What means the same in Serai's own dialect. */
    private static final Set<String> KEPT = Set.of("app_id", "sign_type", "sign", "timestamp");

    private final Apps apps;
    private final PlatformSigner platform;
    private final Clock clock;

    AlipayDialect(Apps apps, PlatformSigner platform, Clock clock) {
        super("/gateway.do");
        this.apps = apps;
        this.platform = platform;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alipay";
    }

    @Override
    Set<String> ownNames() {
        return OWN;
    }

    @Override
    public Envelope envelope() {
        return new AlipayEnvelope(StandardCharsets.UTF_8, "");
    }

    @Override
    public void parameters(
            Passage passage,
            SeraiDialect dialect,
            SeraiDialect.Target target,
            @Nullable String contentType,
            byte[] body,
            Catalogue.Page catalogue) {
        passage.bytesIn = body.length;
        if (body.length > 0 && !isForm(contentType)) {
            throw new Refusal(SubCode.BODY_TYPE, "the body must be application/x-www-form-urlencoded");
        }
        var charset = charset(target, body);
        var flat = flat(target, body, charset);
        passage.envelope = new AlipayEnvelope(charset, text(flat, "method"));
        passage.said = new AlipayCall(flat, charset, apps::platform);
        boolean encrypted = AesContent.asked(text(flat, "encrypt_type"));
        passage.parameters = translated(flat, encrypted);
        settle(passage, flat, catalogue);
        var method = passage.method;
        if (encrypted && method != null && method.operation().open()) {
            throw SeraiDialect.invalid("a method that is open to everybody is not encrypted; leave encrypt_type out");
        }
    }

    /** The charset is said in ASCII, before anything can be decoded by it. */
    private static Charset charset(SeraiDialect.Target target, byte[] body) {
        var said = "";
        for (var part : (target.query() + "&" + new String(body, StandardCharsets.ISO_8859_1)).split("&", -1)) {
            if (part.startsWith("charset=")) {
                said = part.substring("charset=".length());
                break;
            }
        }
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "", "utf-8", "utf8" -> StandardCharsets.UTF_8;
            case "gbk" -> Charset.forName("GBK");
            case "gb2312" -> Charset.forName("GB2312");
            default ->
                throw SeraiDialect.invalid("charset must be UTF-8, GBK or GB2312, found " + SeraiDialect.shown(said));
        };
    }

    private static List<RawParameter> translated(List<RawParameter> flat, boolean encrypted) {
        var parameters = new ArrayList<RawParameter>(flat.size());
        boolean download = text(flat, "method").equals(AlipayEnvelope.DOWNLOAD);
        for (var parameter : flat) {
            var name = parameter.name();
            switch (name) {
                case "biz_content" -> {
                    if (!encrypted && !parameter.text().isEmpty()) {
                        JsonBody.read(parameter.text().getBytes(StandardCharsets.UTF_8), parameters);
                    }
                }
                case "method" ->
                    parameters.add(download ? new RawParameter("method", "serai.certificate.get", null) : parameter);
                case "auth_token" -> parameters.add(new RawParameter("access_token", parameter.text(), null));
                case "version" -> {
                    if (!parameter.text().equals("1.0") && !parameter.text().isEmpty()) {
                        parameters.add(new RawParameter("version", version(parameter.text()), null));
                    }
                }
                default -> {
                    if (KEPT.contains(name) || !OWN.contains(name)) {
                        parameters.add(parameter);
                    }
                }
            }
        }
        if (download) {
            parameters.replaceAll(
                    it -> it.name().equals("alipay_cert_sn") ? new RawParameter("cert_sn", it.text(), null) : it);
        }
        parameters.sort(Comparator.comparing(RawParameter::name));
        return parameters;
    }

    /** {@code 2.0} is our v2. */
    private static String version(String said) {
        return said.endsWith(".0") ? "v" + said.substring(0, said.length() - 2) : said;
    }

    @Override
    public boolean slow(Passage passage) {
        return true;
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        var form =
                passage.envelope instanceof AlipayEnvelope mine ? mine : new AlipayEnvelope(StandardCharsets.UTF_8, "");
        var call = passage.said instanceof AlipayCall it ? it : null;
        var inner = inner(passage, call, form.encoded(new String(answer.body(), StandardCharsets.UTF_8)));
        var type = call == null ? null : AlipaySignature.ofWire(call.text("sign_type"));
        var sign = (type == null ? AlipaySignature.RSA2 : type).signed(platform, inner);
        var tail = new StringBuilder();
        if (call != null && call.byCertificate()) {
            tail.append(",\"alipay_cert_sn\":\"")
                    .append(apps.platform().certSn())
                    .append('"');
        }
        if (sign != null) {
            tail.append(",\"sign\":\"").append(sign).append('"');
        }
        var body = joined("{\"" + root(form.method()) + "\":", inner, tail.append('}'));
        return new AnswerSigner.Signed() {
            @Override
            public void into(MultiMap headers) {
                headers.set("trace_id", passage.requestId);
            }

            @Override
            public byte[] body(Answer plain) {
                return body;
            }
        };
    }

    /** An encrypted answer is a JSON string; its quotation marks are signed with it. Refusals too: these clients decrypt all. */
    private byte[] inner(Passage passage, @Nullable AlipayCall call, byte[] plain) {
        var key = call != null && call.encrypted() ? AesContent.answerKey(passage, clock.instant()) : null;
        return key == null ? plain : ('"' + AesContent.closed(plain, key) + '"').getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(String head, byte[] inner, CharSequence tail) {
        var before = head.getBytes(StandardCharsets.US_ASCII);
        var after = tail.toString().getBytes(StandardCharsets.US_ASCII);
        var body = new byte[before.length + inner.length + after.length];
        System.arraycopy(before, 0, body, 0, before.length);
        System.arraycopy(inner, 0, body, before.length, inner.length);
        System.arraycopy(after, 0, body, before.length + inner.length, after.length);
        return body;
    }
}
