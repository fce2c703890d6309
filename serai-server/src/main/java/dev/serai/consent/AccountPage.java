package dev.serai.consent;

import static dev.serai.consent.Pages.escaped;

import dev.serai.consent.Consents.By;
import dev.serai.consent.Links.Link;
import dev.serai.kernel.AppId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The user's own page: which apps act for him, since when, by what right, and a button that ends it at once. */
@RestController
class AccountPage {
    static final String PATH = "/oauth2/account";

    private final Pages frame;
    private final AskPages pages;
    private final UserSessions sessions;
    private final Links links;
    private final Consents consents;
    private final Scopes scopes;

    AccountPage(Pages frame, AskPages pages, UserSessions sessions, Links links, Consents consents, Scopes scopes) {
        this.frame = frame;
        this.pages = pages;
        this.sessions = sessions;
        this.links = links;
        this.consents = consents;
        this.scopes = scopes;
    }

    @GetMapping(PATH)
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var session = sessions.find(request);
        if (session == null) {
            pages.signIn(request, response, null, null, "");
            return;
        }
        boolean zh = Pages.chinese(request);
        var lang = Pages.langOf(request);
        var csrf = sessions.csrf(request, response);
        var shown = links.of(session.user()).stream()
                .map(link -> card(link, csrf, lang, zh))
                .collect(Collectors.joining("\n"));
        var content = """
                <h1>%s</h1>
                <form class="who" method="post" action="/oauth2/logout?%s">
                <input type="hidden" name="csrf" value="%s">
                <span>%s</span> <button class="plain" type="submit">%s</button>
                </form>
                %s
                """.formatted(
                        zh ? "已授权的应用" : "Linked apps",
                        lang,
                        csrf,
                        (zh ? "当前账号：<b>%s</b>" : "Signed in as <b>%s</b>").formatted(escaped(session.nickname())),
                        zh ? "退出登录" : "Sign out",
                        shown.isEmpty()
                                ? "<p class=\"lead\">" + (zh ? "还没有应用可以代表你操作。" : "No app may act for you.") + "</p>"
                                : shown);
        Pages.send(response, 200, zh, zh ? "已授权的应用" : "Linked apps", PATH, "", content);
    }

    private String card(Link link, String csrf, String lang, boolean zh) {
        var names = frame.names(link.app());
        var may = new TreeSet<>(link.scopes())
                .stream()
                        .map(scope -> "<li><span>" + escaped(scopes.words(scope, zh)) + "</span></li>")
                        .collect(Collectors.joining());
        var until = link.until();
        var head = "<section class=\"app\"><h2>" + escaped(names.app()) + "</h2><p class=\"soft\">"
                + escaped(names.merchant()) + " · "
                + (zh ? "授权于 " : "since ") + Pages.day(link.givenAt(), zh);
        if (until == null || link.revokedBy() != null) {
            return head + "</p><p class=\"over\">" + over(link, zh) + "</p></section>";
        }
        return head + (zh ? "，至 " : ", until ") + Pages.day(until, zh) + "</p><ul class=\"may\">" + may + "</ul>"
                + "<form method=\"post\" action=\"/oauth2/account/revoke?" + lang + "\">"
                + "<input type=\"hidden\" name=\"csrf\" value=\"" + csrf + "\">"
                + "<input type=\"hidden\" name=\"app_id\" value=\""
                + escaped(link.app().value()) + "\">"
                + "<button class=\"bad\" type=\"submit\">" + (zh ? "收回授权" : "Take it back")
                + "</button></form></section>";
    }

    private static String over(Link link, boolean zh) {
        var by = link.revokedBy();
        if (by == null) {
            return zh ? "已到期" : "has expired";
        }
        return switch (by) {
            case USER -> zh ? "你已收回" : "taken back by you";
            case MERCHANT -> zh ? "应用已解除" : "ended by the app";
            case OPERATOR -> zh ? "平台已收回" : "ended by the platform";
        };
    }

    @PostMapping(PATH + "/revoke")
    void revoke(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var lang = Pages.langOf(request);
        var here = PATH + (lang.isEmpty() ? "" : "?" + lang);
        var session = sessions.find(request);
        var form = PostedForm.read(request);
        if (session != null && !sessions.own(request, form.text("csrf"))) {
            pages.foreign(request, response, here);
            return;
        }
        if (session != null && !form.text("app_id").isEmpty()) {
            consents.revoke(new AppId(form.text("app_id")), session.user(), By.USER);
        }
        Pages.redirect(response, here);
    }
}
