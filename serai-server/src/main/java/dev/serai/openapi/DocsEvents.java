package dev.serai.openapi;

import static dev.serai.openapi.DocsPage.escaped;

import java.util.List;

/** The events of the documentation: when each is sent, and what it looks like on its way. */
final class DocsEvents {
    private DocsEvents() {}

    static void into(StringBuilder html, List<EventDocs.Told> events, String language) {
        boolean zh = language.equals("zh-CN");
        html.append("<h2 id=\"events\">")
                .append(zh ? "事件" : "Events")
                .append("</h2><p>")
                .append(
                        zh
                                ? "用 <code>push.subscribe</code> 订阅后，事件以 POST 送达您的地址，并可用 <code>push.list_events</code>"
                                        + " 拉取，编号与字节完全相同。请求头 <code>webhook-id</code>、<code>webhook-timestamp</code>、"
                                        + "<code>webhook-signature</code>（Standard Webhooks）、<code>serai-seq</code>、"
                                        + "<code>serai-prev</code>。可能重复送达：<code>webhook-id</code> 相同即同一事件，只处理一次。"
                                        + "编号中断说明有遗漏，用 <code>push.list_events</code> 补取。请先验签，先落库，再应答 2xx。"
                                : "Subscribe with <code>push.subscribe</code>; events are posted to your address and can be"
                                        + " fetched with <code>push.list_events</code>, the same numbers and bytes. Header fields:"
                                        + " <code>webhook-id</code>, <code>webhook-timestamp</code>, <code>webhook-signature</code>"
                                        + " (Standard Webhooks), <code>serai-seq</code>, <code>serai-prev</code>. One may come twice:"
                                        + " the same <code>webhook-id</code> is the same event, do it once. A gap in the numbers is a"
                                        + " missed event: fetch it. Verify first, store it, then answer 2xx.")
                .append("</p>");
        for (var event : events) {
            html.append("<section class=\"method entry\"><h3 id=\"")
                    .append(escaped(event.name()))
                    .append("\">")
                    .append(escaped(event.name()))
                    .append("</h3><p>")
                    .append(escaped(event.tells().getOrDefault(language, "")))
                    .append("</p><pre><code>{\"type\":\"")
                    .append(escaped(event.name()))
                    .append("\",\"timestamp\":\"2026-11-21T03:00:00Z\",\"data\":")
                    .append(escaped(event.example()))
                    .append("}</code></pre></section>");
        }
    }
}
