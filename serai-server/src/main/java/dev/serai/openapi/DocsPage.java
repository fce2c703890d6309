package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What merchants read: how to sign, every method, every sub-code; and the same as OpenAPI 3.1. Made from what is published. */
@Component
class DocsPage implements PublicPage {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String VECTOR_TEXT = "bar=2&foo=1&foo_bar=3&foobar=4";
    private static final String VECTOR_SECRET = "secret_value";

    private final Catalogue catalogue;
    private final String css = resource("docs.css");
    private final Map<String, String> intros =
            Map.of("en", resource("intro.en.html"), "zh-CN", resource("intro.zh-CN.html"));

    private final String signing = resource("sdk/postman-sign.js");
    private final String checking = resource("sdk/postman-check.js");
    private final String typescript = resource("sdk/serai.ts");
    private final String java = resource("sdk/SeraiClient.java");
    private final Announcements announcements;

    DocsPage(Catalogue catalogue, Announcements announcements) {
        this.announcements = announcements;
        this.catalogue = catalogue;
    }

    @Override
    public String path() {
        return "/docs/";
    }

    @Override
    public Reply answer(Visit visit) {
        var door = "http://" + Objects.requireNonNullElse(visit.header("host"), "127.0.0.1:8080");
        return switch (visit.path()) {
            case "/docs/" -> reply(HTML, page(language(visit), door));
            case "/docs/docs.css" -> reply("text/css; charset=utf-8", css);
            case "/docs/openapi.json" ->
                reply("application/json", DoorDocument.of(catalogue.now(), door).toPrettyString());
            case "/docs/changes.json" ->
                reply("application/json", changes(visit).toPrettyString());
            case "/docs/serai.postman_collection.json" ->
                reply(
                        "application/json",
                        PostmanCollection.of(catalogue.now(), door, signing, checking)
                                .toPrettyString());
            case "/docs/sdk/serai.ts" -> file("serai.ts", ClientFiles.typescript(catalogue.now(), typescript));
            case "/docs/sdk/SeraiClient.java" -> file("SeraiClient.java", ClientFiles.java(catalogue.now(), java));
            default ->
                new Reply(
                        404, HTML, "<p>404. <a href=\"/docs/\">/docs/</a>".getBytes(StandardCharsets.UTF_8), Map.of());
        };
    }

    private static Reply file(String name, String text) {
        return new Reply(
                200,
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                Map.of("Cache-Control", "no-cache", "Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    private static Reply reply(String type, String text) {
        return new Reply(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of("Cache-Control", "no-cache"));
    }

    private static String language(Visit visit) {
        var asked =
                visit.query().getOrDefault("lang", Objects.requireNonNullElse(visit.header("accept-language"), "en"));
        return asked.startsWith("zh") ? "zh-CN" : "en";
    }

    private String page(String language, String door) {
        boolean zh = language.equals("zh-CN");
        var html = new StringBuilder(64 << 10);
        html.append("<!doctype html><html lang=\"")
                .append(language)
                .append("\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Serai ")
                .append(zh ? "开发文档" : "documentation")
                .append("</title>")
                .append("<link rel=\"stylesheet\" href=\"/docs/docs.css\"></head><body><header><h1>Serai ")
                .append(zh ? "开发文档" : "documentation")
                .append("</h1><p>")
                .append(zh ? "从零到第一个签名调用，只需五分钟。" : "Five minutes from nothing to your first signed call.")
                .append("</p><nav>")
                .append(link("start", zh ? "第一个调用" : "First call"))
                .append(link("signing", zh ? "签名" : "Signing"))
                .append(link("envelope", zh ? "应答" : "Answers"))
                .append(link("methods", zh ? "接口" : "Methods"))
                .append(link("codes", zh ? "错误码" : "Sub-codes"))
                .append("<a href=\"/docs/openapi.json\">OpenAPI 3.1</a>"
                        + "<a href=\"/docs/serai.postman_collection.json\">Postman / Apifox</a>"
                        + "<a href=\"/docs/sdk/SeraiClient.java\">Java</a><a href=\"/docs/sdk/serai.ts\">TypeScript</a>"
                        + "<a href=\"/docs/changes.json\">")
                .append(zh ? "变更" : "Changes")
                .append("</a><a href=\"?lang=")
                .append(zh ? "en\">English" : "zh\">中文")
                .append("</a></nav></header><main>")
                .append(intro(language, door));
        methods(html, zh, language);
        codes(html, zh);
        return html.append("</main></body></html>").toString();
    }

    private static String link(String to, String text) {
        return "<a href=\"#" + to + "\">" + text + "</a>";
    }

    private String intro(String language, String door) {
        return Objects.requireNonNull(intros.get(language))
                .replace("{{door}}", escaped(door))
                .replace("{{vector_text}}", escaped(VECTOR_TEXT))
                .replace("{{vector_secret}}", VECTOR_SECRET)
                .replace("{{vector_md5}}", Signatures.md5(VECTOR_TEXT, VECTOR_SECRET))
                .replace("{{vector_hmac}}", new HmacKey(VECTOR_SECRET).sign(VECTOR_TEXT));
    }

    private void methods(StringBuilder html, boolean zh, String language) {
        html.append("<h2 id=\"methods\">").append(zh ? "接口" : "Methods").append("</h2>");
        for (var method : catalogue.now().all()) {
            var operation = method.operation();
            html.append("<div class=\"method\"><h3 id=\"")
                    .append(operation.key())
                    .append("\">")
                    .append(operation.name())
                    .append(operation.version() == 1 ? "" : " v" + operation.version())
                    .append("</h3><p>")
                    .append(escaped(operation.summary().getOrDefault(language, "")))
                    .append("</p><p>")
                    .append(escaped(operation.description().getOrDefault(language, "")))
                    .append("</p><p class=\"tags\">")
                    .append(operation.domain())
                    .append(" · ")
                    .append(operation.writes() ? (zh ? "写" : "writes") : (zh ? "读" : "reads"));
            if (operation.open()) {
                html.append(zh ? " · 无需签名" : " · no signature");
            }
            if (operation.userNeeded()) {
                html.append(zh ? " · 需用户授权 " : " · needs a user's consent to ")
                        .append(escaped(String.join(", ", operation.scopes())));
            }
            var deprecated = operation.deprecated();
            if (deprecated != null) {
                html.append(zh ? " · 已弃用，停用日期 " : " · deprecated, may be gone from ")
                        .append(deprecated.sunset());
            }
            html.append("</p>");
            parameters(html, operation.parameters(), zh);
            sensitive(html, method, zh);
            html.append("</div>");
        }
    }

    private static void sensitive(StringBuilder html, OpenMethod method, boolean zh) {
        var fields = method.sensitive();
        if (fields == null) {
            return;
        }
        html.append("<p class=\"tags\">").append(zh ? "应答中的敏感字段：" : "Sensitive in the answer: ");
        html.append(fields.fields().stream()
                .map(field -> "<code>" + escaped(field.path()) + "</code> "
                        + (field.encrypted()
                                ? zh
                                        ? "（用应用的 RSA 公钥加密，JWE；无公钥则脱敏）"
                                        : "(a JWE under the app's RSA key; masked without one)"
                                : zh ? "（脱敏）" : "(masked)"))
                .collect(Collectors.joining(", ")));
        html.append("</p>");
    }

    private static void parameters(StringBuilder html, JsonNode schema, boolean zh) {
        if (schema.path("properties").isEmpty()) {
            return;
        }
        html.append("<div class=\"scroll\"><table><tr><th>")
                .append(zh ? "参数" : "parameter")
                .append("</th><th>")
                .append(zh ? "类型" : "type")
                .append("</th><th>")
                .append(zh ? "说明" : "meaning")
                .append("</th></tr>");
        for (var e : schema.path("properties").properties()) {
            boolean required = false;
            for (var name : schema.path("required")) {
                required |= name.asString().equals(e.getKey());
            }
            html.append("<tr><td><code>")
                    .append(escaped(e.getKey()))
                    .append("</code>")
                    .append(required ? " *" : "")
                    .append("</td><td>")
                    .append(escaped(e.getValue().path("type").asString("string")))
                    .append("</td><td>")
                    .append(escaped(e.getValue().path("description").asString("")))
                    .append("</td></tr>");
        }
        html.append("</table></div>");
    }

    private static void codes(StringBuilder html, boolean zh) {
        html.append("<h2 id=\"codes\">")
                .append(zh ? "错误码 sub_code" : "Sub-codes")
                .append("</h2><div class=\"scroll\"><table><tr><th>sub_code</th><th>code</th><th>")
                .append(zh ? "含义与处理" : "meaning, and what to do")
                .append("</th></tr>");
        for (var code : SubCode.values()) {
            html.append("<tr id=\"")
                    .append(code.wire())
                    .append("\"><td><code>")
                    .append(code.wire())
                    .append("</code></td><td>")
                    .append(code.code())
                    .append("</td><td>")
                    .append(escaped(code.meaning()))
                    .append(' ')
                    .append(escaped(code.remedy()))
                    .append("</td></tr>");
        }
        html.append("</table></div>");
    }

    private JsonNode changes(Visit visit) {
        long after = 0;
        try {
            after = Long.parseLong(visit.query().getOrDefault("after", "0"));
        } catch (NumberFormatException e) {
            // Read from the beginning.
        }
        var json = Json.object();
        var changes = json.putArray("changes");
        long last = after;
        for (var announcement : announcements.after(after)) {
            changes.add(announcement.json());
            last = announcement.seq();
        }
        json.put("next", changes.size() == Announcements.PAGE_MAX ? Long.toString(last) : null);
        var deprecated = json.putArray("deprecated");
        catalogue.now().all().stream()
                .map(OpenMethod::operation)
                .filter(operation -> operation.deprecated() != null)
                .forEach(operation -> deprecated
                        .addObject()
                        .put("method", operation.key())
                        .setAll((ObjectNode) Announcements.deprecated(operation)));
        return json;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(DocsPage.class.getResourceAsStream("/docs/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
