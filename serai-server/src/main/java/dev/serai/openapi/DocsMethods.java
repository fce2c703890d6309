package dev.serai.openapi;

import static dev.serai.openapi.DocsPage.escaped;

import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The methods of the documentation: what each is for, takes and tells, with a place to try it. */
final class DocsMethods {
    private DocsMethods() {}

    static void into(StringBuilder html, Catalogue.Page catalogue, String language) {
        boolean zh = language.equals("zh-CN");
        html.append("<h2 id=\"methods\">").append(zh ? "接口" : "Methods").append("</h2>");
        account(html, zh);
        for (var method : catalogue.all()) {
            one(html, method, zh, language);
        }
    }

    /** Whose calls are tried; docs.js reads these fields and sends none of them. */
    private static void account(StringBuilder html, boolean zh) {
        html.append("<details class=\"method\" id=\"account\"><summary>")
                .append(zh ? "在线试用：沙箱应用" : "Trying calls out: your sandbox app")
                .append("</summary><p>")
                .append(
                        zh
                                ? "在此填入沙箱应用的密钥，即可在下方各接口处试用。签名在本页面内完成（WebCrypto）；密钥不发送、不保存，关闭页面即消失。请勿填入正式应用的密钥。"
                                : "With the sandbox app's secret here, each method below can be tried. The call is signed in this"
                                        + " page (WebCrypto); the secret is never sent or stored, and gone when the page is closed."
                                        + " Do not use the live app's secret.")
                .append(
                        "</p><p class=\"fields\"><label>app_id <input id=\"try-app\" autocomplete=\"off\" spellcheck=\"false\"></label>")
                .append(
                        "<label>sign_type <select id=\"try-type\"><option>HMAC-SHA256</option><option>RSA2</option></select></label>")
                .append("<label>")
                .append(zh ? "密钥，或 PKCS#8 私钥" : "secret, or private key in PKCS#8")
                .append(
                        " <input id=\"try-secret\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\"></label>")
                .append(
                        "<label>access_token <input id=\"try-token\" autocomplete=\"off\" spellcheck=\"false\"></label></p></details>");
    }

    private static void one(StringBuilder html, OpenMethod method, boolean zh, String language) {
        var operation = method.operation();
        html.append("<section class=\"method entry\"><h3 id=\"")
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
        table(html, operation.parameters(), zh ? "参数" : "parameter", zh, true);
        table(html, operation.data(), zh ? "应答 data" : "in the answer's data", zh, false);
        sensitive(html, method, zh);
        html.append("<p><button type=\"button\" data-try=\"")
                .append(operation.key())
                .append("\">")
                .append(zh ? "试用" : "Try it")
                .append("</button></p></section>");
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

    private static void table(StringBuilder html, @Nullable JsonNode schema, String title, boolean zh, boolean marked) {
        if (schema == null || schema.path("properties").isEmpty()) {
            return;
        }
        html.append("<div class=\"scroll\"><table><tr><th>")
                .append(title)
                .append("</th><th>")
                .append(zh ? "类型" : "type")
                .append("</th><th>")
                .append(zh ? "说明" : "meaning")
                .append("</th></tr>");
        for (var e : schema.path("properties").properties()) {
            html.append("<tr><td><code>")
                    .append(escaped(e.getKey()))
                    .append("</code>")
                    .append(marked && required(schema, e.getKey()) ? " *" : "")
                    .append("</td><td>")
                    .append(escaped(type(e.getValue())))
                    .append("</td><td>")
                    .append(escaped(e.getValue().path("description").asString("")))
                    .append(rules(e))
                    .append("</td></tr>");
        }
        html.append("</table></div>");
    }

    private static boolean required(JsonNode schema, String name) {
        return schema.path("required")
                .valueStream()
                .anyMatch(one -> one.asString().equals(name));
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray()) {
            var names = new ArrayList<String>();
            type.forEach(one -> names.add(one.asString()));
            return String.join(" | ", names);
        }
        return type.asString("string");
    }

    private static String rules(Map.Entry<String, JsonNode> e) {
        var values = e.getValue().path("enum");
        if (!values.isArray()) {
            return "";
        }
        var names = new ArrayList<String>();
        values.forEach(one -> names.add("<code>" + escaped(one.asString()) + "</code>"));
        return " " + String.join(" ", names);
    }
}
