package dev.serai.openapi;

import static dev.serai.openapi.DocsPage.escaped;

import dev.serai.protocol.SubCode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The sub-codes of the documentation: what each means and what to do, at an anchor of its own name. */
final class DocsCodes {
    private final Properties chinese = new Properties();

    DocsCodes() {
        try {
            chinese.load(new StringReader(DocsPage.resource("codes.zh-CN.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var code : SubCode.values()) {
            if (!chinese.getProperty(code.wire(), "").contains("|")) {
                throw new IllegalStateException(
                        "docs/codes.zh-CN.properties has no line \"" + code.wire() + "=meaning|what to do\"; add it");
            }
        }
    }

    void into(StringBuilder html, String language) {
        boolean zh = language.equals("zh-CN");
        html.append("<h2 id=\"codes\">")
                .append(zh ? "错误码 sub_code" : "Sub-codes")
                .append("</h2><div class=\"scroll\"><table><tr><th>sub_code</th><th>code</th><th>")
                .append(zh ? "含义" : "what it means")
                .append("</th><th>")
                .append(zh ? "怎么办" : "what to do")
                .append("</th></tr>");
        for (var code : SubCode.values()) {
            var words = zh
                    ? chinese.getProperty(code.wire()).split("\\|", 2)
                    : new String[] {code.meaning(), code.remedy()};
            html.append("<tr class=\"entry\" id=\"")
                    .append(code.wire())
                    .append("\"><td><a href=\"#")
                    .append(code.wire())
                    .append("\"><code>")
                    .append(code.wire())
                    .append("</code></a></td><td>")
                    .append(code.code())
                    .append("</td><td>")
                    .append(escaped(words[0]))
                    .append("</td><td>")
                    .append(escaped(words[1]))
                    .append("</td></tr>");
        }
        html.append("</table></div>");
    }
}
