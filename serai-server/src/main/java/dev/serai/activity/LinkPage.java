package dev.serai.activity;

import dev.serai.openapi.PublicPage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Opens an embed link: {@code /h5/link?t=TOKEN}, and {@code tv=1} for a television. The token goes into a cookie and out of
 * the address, so that neither history, screen nor the next site's Referer shows it. The page's address holds no number of
 * an activity.
 */
@Component
final class LinkPage implements PublicPage {
    private static final String GONE = """
            <!doctype html><html lang="zh-CN"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1"><title>链接无效 · Link not valid</title>
            <body style="font:16px/1.6 system-ui,sans-serif;margin:20vh auto;max-width:22em;padding:0 1em;text-align:center">
            <h1 style="font-size:1.2em">链接无效</h1><p>这个链接不完整、已过期或已被收回。请向给你链接的人要一个新的。</p>
            <p lang="en">This link is incomplete, over, or was withdrawn. Ask for a new one where you got it.</p>
            </body></html>
            """;

    private final EmbedLinks links;
    private final Clock clock;

    LinkPage(EmbedLinks links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "/h5/link";
    }

    @Override
    public Reply answer(Visit visit) {
        if (!"GET".equals(visit.method())) {
            return gone(405, Map.of("allow", "GET", "cache-control", "no-store"));
        }
        return links.open(visit.query().getOrDefault("t", ""))
                .map(opened -> enter(opened, visit))
                .orElseGet(() -> gone(401, Map.of("cache-control", "no-store", "referrer-policy", "no-referrer")));
    }

    private Reply enter(EmbedLinks.Opened opened, Visit visit) {
        var link = opened.link();
        var address = new StringBuilder("/h5/?link=").append(link.name());
        if ("1".equals(visit.query().get("tv"))) {
            address.append("&tv=1");
        }
        var language = visit.query().getOrDefault("lang", "");
        if (language.equals("en") || language.equals("zh-CN")) {
            address.append("&lang=").append(language);
        }
        long seconds = Duration.between(clock.instant(), link.expiresAt()).toSeconds();
        var cookie =
                LinkVisits.COOKIE + link.name() + "=" + opened.token().text() + "; Max-Age=" + seconds + "; HttpOnly; ";
        var headers = new HashMap<String, String>();
        if (link.origin() == null) {
            headers.put("set-cookie", cookie + "Path=/; SameSite=Lax");
        } else {
            address.append("&embed=").append(URLEncoder.encode(link.origin(), StandardCharsets.UTF_8));
            headers.put("set-cookie", cookie + "Path=/h5/; Secure; SameSite=None; Partitioned");
            headers.put("content-security-policy", "default-src 'none'; frame-ancestors " + link.origin());
        }
        headers.put("location", address.toString());
        headers.put("cache-control", "no-store");
        headers.put("referrer-policy", "no-referrer");
        return new Reply(303, "text/plain; charset=utf-8", new byte[0], Map.copyOf(headers));
    }

    private static Reply gone(int status, Map<String, String> headers) {
        return new Reply(status, "text/html; charset=utf-8", GONE.getBytes(StandardCharsets.UTF_8), headers);
    }
}
