package dev.serai.activity;

import dev.serai.openapi.PublicPage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Turns a one-time URL into a page session and shows the page. */
@Component
final class EnterPage implements PublicPage {
    private static final String GONE = """
            <!doctype html><html lang="zh-CN"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1"><title>链接已失效 · Link expired</title>
            <body style="font:16px/1.6 system-ui,sans-serif;margin:20vh auto;max-width:22em;padding:0 1em;text-align:center">
            <h1 style="font-size:1.2em">链接已失效</h1><p>这个链接只能打开一次，五分钟内有效。请从应用里重新打开。</p>
            <p lang="en">This link opens once and within five minutes. Please open the page from the app again.</p>
            </body></html>
            """;

    private final PageSessions sessions;

    EnterPage(PageSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String path() {
        return "/h5/enter";
    }

    @Override
    public Reply answer(Visit visit) {
        if (!"GET".equals(visit.method())) {
            return page(405, Map.of("allow", "GET", "cache-control", "no-store"));
        }
        var ticket = visit.query().getOrDefault("ticket", "");
        return sessions.open(new Ticket(ticket))
                .map(EnterPage::entered)
                .orElseGet(() -> page(401, Map.of("cache-control", "no-store")));
    }

    private static Reply entered(PageSessions.Opened opened) {
        var holder = opened.holder();
        var address = "/h5/?activity_id=" + holder.activityId();
        // A page of its own is also known at the old addresses beside /h5/; a framed one only calls /h5/handle.
        var path = holder.embedOrigin() == null ? "/" : "/h5/";
        var life = opened.session().text() + "; Path=" + path + "; Max-Age=" + PageSessions.SESSION_LIFE.toSeconds()
                + "; HttpOnly; ";
        var headers = new HashMap<String, String>();
        if (holder.embedOrigin() == null) {
            headers.put("location", address);
            headers.put("set-cookie", PageVisits.COOKIE + "=" + life + "SameSite=Lax");
        } else {
            // In another site's frame a Lax cookie stays away. Partitioned keeps this one to frames of that very site.
            headers.put(
                    "location", address + "&embed=" + URLEncoder.encode(holder.embedOrigin(), StandardCharsets.UTF_8));
            headers.put(
                    "set-cookie",
                    PageVisits.framedCookie(holder.activityId()) + "=" + life + "Secure; SameSite=None; Partitioned");
            headers.put("content-security-policy", "default-src 'none'; frame-ancestors " + holder.embedOrigin());
        }
        headers.put("cache-control", "no-store");
        headers.put("referrer-policy", "no-referrer");
        return new Reply(303, "text/plain; charset=utf-8", new byte[0], Map.copyOf(headers));
    }

    private static Reply page(int status, Map<String, String> headers) {
        return new Reply(status, "text/html; charset=utf-8", GONE.getBytes(StandardCharsets.UTF_8), headers);
    }
}
