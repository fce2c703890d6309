package dev.serai.consent;

import static dev.serai.consent.Pages.escaped;

import dev.serai.consent.Asking.Asked.Question;
import dev.serai.consent.Asking.Why;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The pages a user sees on his way from an app and back: signing in, consenting, and what went wrong. */
@Component
class AskPages {
    private final Pages pages;
    private final UserSessions sessions;
    private final Scopes scopes;
    private final Clock clock;

    AskPages(Pages pages, UserSessions sessions, Scopes scopes, Clock clock) {
        this.pages = pages;
        this.sessions = sessions;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Why a try to sign in came to nothing. @param waitS for how long, where it is about that */
    record Trouble(int status, String zh, String en) {
        static final Trouble WRONG =
                new Trouble(403, "账号或密码不正确，请检查后再试。", "Login and password do not belong together; check both.");
        static final Trouble AWAY =
                new Trouble(503, "社区暂时无法确认登录，请稍后再试。", "The community cannot be asked now; try again shortly.");
        static final Trouble FOREIGN =
                new Trouble(403, "页面已过期或不是从这里打开的，请重新提交。", "The page was old, or not ours; please send it again.");

        static Trouble later(long seconds) {
            return new Trouble(
                    429,
                    "尝试次数过多，请 " + seconds + " 秒后再试。",
                    "Too many tries; wait " + seconds + " seconds and try again.");
        }
    }

    /** @param question for which app; null on the way to his linked accounts */
    void signIn(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Question question,
            @Nullable Trouble trouble,
            String login)
            throws IOException {
        boolean zh = Pages.chinese(request);
        var query = Pages.without(request.getQueryString(), "lang");
        var lang = Pages.langOf(request);
        var here = question == null ? "/oauth2/account" : "/oauth2/authorize?" + query;
        var action = "/oauth2/login?" + query + (query.isEmpty() || lang.isEmpty() ? "" : "&") + lang;
        var why = question == null
                ? (zh ? "登录后查看哪些应用可以代表你操作。" : "Sign in to see which apps may act for you.")
                : forApp(question, zh);
        var content = """
                <h1>%s</h1>
                <p class="lead">%s</p>
                <form method="post" action="%s">
                <input type="hidden" name="csrf" value="%s">
                %s
                <label><span>%s</span><input name="login" value="%s" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100" required%s></label>
                <label><span>%s</span><input name="password" type="password" autocomplete="current-password" maxlength="200" required%s></label>
                <button class="go" type="submit">%s</button>
                </form>
                <p class="soft">%s</p>
                """.formatted(
                zh ? "登录社区账号" : "Sign in",
                why,
                escaped(action),
                sessions.csrf(request, response),
                trouble == null ? "" : "<p class=\"trouble\" role=\"alert\">" + (zh ? trouble.zh : trouble.en) + "</p>",
                zh ? "账号" : "Login",
                escaped(login),
                login.isEmpty() ? " autofocus" : "",
                zh ? "密码" : "Password",
                login.isEmpty() ? "" : " autofocus",
                zh ? "登录" : "Sign in",
                zh ? "密码只交给社区核对，应用不会得到它。" : "Your password goes to the community alone; no app gets to see it.");
        Pages.send(
                response,
                trouble == null ? 200 : trouble.status,
                zh,
                zh ? "登录" : "Sign in",
                here,
                target(question),
                content);
    }

    private String forApp(Question question, boolean zh) {
        var names = pages.names(question.app().id());
        return (zh ? "登录后继续使用 <b>%s</b>（%s）。" : "Sign in to go on to <b>%s</b> of %s.")
                .formatted(escaped(names.app()), escaped(names.merchant()));
    }

    void consent(
            HttpServletRequest request, HttpServletResponse response, Question question, UserSessions.Session session)
            throws IOException {
        boolean zh = Pages.chinese(request);
        var query = Pages.without(request.getQueryString(), "lang");
        var names = pages.names(question.app().id());
        var life = question.client().terms().refresh();
        var until = Pages.day(clock.instant().plus(life), zh);
        var list = new TreeSet<>(question.scopes())
                .stream()
                        .map(scope -> "<li><span>" + escaped(scopes.words(scope, zh)) + "</span> <code>"
                                + escaped(scope) + "</code></li>")
                        .collect(Collectors.joining("\n"));
        var csrf = sessions.csrf(request, response);
        var content = """
                <h1>%s</h1>
                <p class="lead">%s</p>
                <form class="who" method="post" action="/oauth2/logout?%s">
                <input type="hidden" name="csrf" value="%s">
                <span>%s</span> <button class="plain" type="submit">%s</button>
                </form>
                <h2>%s</h2>
                <ul class="may">
                %s
                </ul>
                <p>%s</p>
                <form class="both" method="post" action="/oauth2/consent?%s">
                <input type="hidden" name="csrf" value="%s">
                <button class="go" name="decision" value="allow" type="submit">%s</button>
                <button name="decision" value="deny" type="submit">%s</button>
                </form>
                <p class="soft">%s</p>
                """.formatted(
                zh
                        ? "允许 <b>%s</b> 代表你操作？".formatted(escaped(names.app()))
                        : "Let <b>%s</b> act for you?".formatted(escaped(names.app())),
                (zh ? "由 %s 提供" : "An app of %s").formatted(escaped(names.merchant())),
                escaped(query),
                csrf,
                (zh ? "当前账号：<b>%s</b>" : "Signed in as <b>%s</b>").formatted(escaped(session.nickname())),
                zh ? "换个账号" : "Not you?",
                zh ? "它将可以：" : "It will be able to",
                list,
                (zh
                                ? "最迟到 <b>%s</b>。在此之前，你可以随时在<a href=\"/oauth2/account\">已授权的应用</a>里收回。"
                                : "Until <b>%s</b> at the latest. You can take it back at any time under <a"
                                        + " href=\"/oauth2/account\">linked apps</a>.")
                        .formatted(until),
                escaped(query),
                csrf,
                zh ? "允许" : "Allow",
                zh ? "拒绝" : "Deny",
                (zh ? "之后你会回到 %s。它不会得到你的密码。" : "You will then go back to %s. It does not get your password.")
                        .formatted("<span class=\"mono\">" + escaped(place(question.redirectUri())) + "</span>"));
        Pages.send(response, 200, zh, names.app(), "/oauth2/authorize?" + query, target(question), content);
    }

    /** The host a user would know, or an app's own scheme. */
    private static String place(String redirectUri) {
        var uri = URI.create(redirectUri);
        return uri.getHost() == null ? uri.getScheme() + ":" : uri.getRawAuthority();
    }

    private static String target(@Nullable Question question) {
        return question == null ? "" : RedirectUri.source(question.redirectUri());
    }

    /** Nobody may be sent back with what is wrong; the words are for the app's developer, too. */
    void stray(HttpServletRequest request, HttpServletResponse response, Why why) throws IOException {
        boolean zh = Pages.chinese(request);
        var words = switch (why) {
            case UNREADABLE -> zh ? "请求缺少参数或过长。" : "The request has no parameters, or too long ones.";
            case CLIENT ->
                zh
                        ? "没有这个应用：client_id 缺失、重复或不存在。"
                        : "There is no such app: client_id is missing, stands twice, or is unknown.";
            case REDIRECT_URI ->
                zh
                        ? "redirect_uri 缺失，或与该应用登记的地址不完全一致。为了你的安全，不会跳转到未登记的地址。"
                        : "redirect_uri is missing, or not exactly one that the app declared. For your safety nobody is"
                                + " sent to any other.";
        };
        var content = "<h1>%s</h1><p class=\"lead\">%s</p><p class=\"soft\">%s</p>"
                .formatted(
                        zh ? "无法继续" : "This cannot go on",
                        words,
                        zh
                                ? "请返回应用重试；如果一直这样，请告诉应用的开发者。"
                                : "Go back to the app and try again; if it stays so, tell its makers.");
        Pages.send(response, 400, zh, "Serai", "/oauth2/authorize", "", content);
    }

    /** A form that was not sent from a page of ours. */
    void foreign(HttpServletRequest request, HttpServletResponse response, String goOn) throws IOException {
        boolean zh = Pages.chinese(request);
        var content = "<h1>%s</h1><p class=\"lead\">%s</p><p><a class=\"go\" href=\"%s\">%s</a></p>"
                .formatted(
                        zh ? "请再确认一次" : "Once more, please",
                        zh ? Trouble.FOREIGN.zh : Trouble.FOREIGN.en,
                        escaped(goOn),
                        zh ? "继续" : "Go on");
        Pages.send(response, Trouble.FOREIGN.status, zh, "Serai", goOn, "", content);
    }
}
