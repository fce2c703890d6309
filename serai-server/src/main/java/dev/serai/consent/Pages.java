package dev.serai.consent;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.serai.kernel.AppId;
import dev.serai.merchant.AppNames;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The frame of what users see here, in Chinese or English, light or dark as their device is. Plain HTML without a script: a page
 * where a password is typed runs nothing.
 */
@Component
class Pages {
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter DAY_ZH = DateTimeFormatter.ofPattern("uuuu年M月d日", Locale.CHINA);
    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private static final String FRAME = text("consent/frame.html");

    private final AppNames names;

    Pages(AppNames names) {
        this.names = names;
    }

    /** The one file besides the pages. */
    @RestController
    static class Style {
        private static final String CSS = text("consent/page.css");

        @GetMapping("/oauth2/page.css")
        ResponseEntity<String> css() {
            return ResponseEntity.ok()
                    .contentType(MediaType.valueOf("text/css;charset=utf-8"))
                    .header("Cache-Control", "public, max-age=300")
                    .body(CSS);
        }
    }

    /** What an app is called, with its merchant. */
    AppNames.Names names(AppId app) {
        return names.of(app).orElseThrow(() -> new IllegalStateException("an app that asks has a name: " + app));
    }

    /** Whether to speak Chinese: as the page's link says, then the app, then the browser. */
    static boolean chinese(HttpServletRequest request) {
        var query = request.getQueryString() == null ? "" : request.getQueryString();
        var params = URLUtils.parseParameters(query);
        for (var name : List.of("lang", "ui_locales")) {
            var said = params.getOrDefault(name, List.of());
            if (!said.isEmpty() && !said.getFirst().isBlank()) {
                return said.getFirst().startsWith("zh");
            }
        }
        var accepted = request.getHeader("Accept-Language");
        return accepted != null && accepted.strip().startsWith("zh");
    }

    /** The query without what is the page's own and not the question's. */
    static String without(@Nullable String query, String name) {
        return query == null
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .filter(part -> !part.startsWith(name + "=") && !part.isEmpty())
                        .collect(Collectors.joining("&"));
    }

    /** As in {@code &#38;lang=en}, where the page was asked for in this language. */
    static String langOf(HttpServletRequest request) {
        return Arrays.stream(
                        Objects.requireNonNullElse(request.getQueryString(), "").split("&", -1))
                .filter(part -> part.equals("lang=en") || part.equals("lang=zh"))
                .findFirst()
                .orElse("");
    }

    static String day(Instant at, boolean chinese) {
        return (chinese ? DAY_ZH : DAY_EN).format(at.atOffset(ZONE));
    }

    static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    /**
     * Sends a page.
     *
     * @param here the address of the same page, to which the other language is added
     * @param formTarget where else a form's answer may lead; empty: nowhere
     */
    static void send(
            HttpServletResponse response,
            int status,
            boolean chinese,
            String title,
            String here,
            String formTarget,
            String content)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none';"
                        + " form-action 'self'" + (formTarget.isEmpty() ? "" : " " + formTarget));
        var other = here + (here.contains("?") ? "&" : "?") + "lang=" + (chinese ? "en" : "zh");
        var page = FRAME.replace("{{lang}}", chinese ? "zh-CN" : "en")
                .replace("{{title}}", escaped(title))
                .replace("{{other}}", escaped(other))
                .replace("{{other_name}}", chinese ? "English" : "中文")
                .replace("{{content}}", content);
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }

    static void redirect(HttpServletResponse response, String to) {
        response.setStatus(303);
        response.setHeader("Cache-Control", "no-store");
        // Neither the code nor the state goes on to whoever the next page links to.
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Location", to);
    }

    private static String text(String name) {
        try (InputStream in =
                Objects.requireNonNull(Pages.class.getClassLoader().getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
