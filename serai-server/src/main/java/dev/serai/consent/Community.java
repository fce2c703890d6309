package dev.serai.consent;

import dev.serai.core.CoreHttp;
import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.operator.LoginThrottle;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The community's users, as its core knows them. Passwords are checked there and kept nowhere here; guessing is made slow
 * here, by login and by address, because the core sees only us.
 */
@Component
class Community {
    /** A core hashes passwords slowly on purpose, and slower still on a busy machine. */
    private static final Duration LOGIN_DEADLINE = Duration.ofSeconds(10);

    private static final int LOGIN_CHARS_MAX = 100;
    private static final int PASSWORD_CHARS_MAX = 200;
    private static final int NICKNAME_CHARS_MAX = 60;

    private final CoreHttp core;
    private final LoginThrottle throttle;

    Community(CoreHttp core, LoginThrottle throttle) {
        this.core = core;
        this.throttle = throttle;
    }

    /** What came of a try to sign in. */
    sealed interface SignIn {
        record In(String user, String nickname) implements SignIn {}

        /** Wrong login or wrong password: nobody is told which. */
        record No() implements SignIn {}

        record Wait(Duration time) implements SignIn {}

        /** The core did not say yes or no. */
        record Unknown() implements SignIn {}
    }

    SignIn signIn(String login, String password, String address) {
        if (login.isBlank()
                || login.length() > LOGIN_CHARS_MAX
                || password.isEmpty()
                || password.length() > PASSWORD_CHARS_MAX
                || !Json.storable(login)
                || !Json.storable(password)) {
            return new SignIn.No();
        }
        var name = login.strip();
        var wait = throttle.tryFor("user:" + name, address);
        if (!wait.isZero()) {
            return new SignIn.Wait(wait);
        }
        var form = Json.object().put("login", name).put("password", password);
        return switch (core.call("POST", "/login", form, LOGIN_DEADLINE)) {
            case CoreAnswer.Done done
            when done.body().path("member_id").isString() -> {
                throttle.succeeded("user:" + name, address);
                yield new SignIn.In(done.body().path("member_id").asString(), nickname(done));
            }
            case CoreAnswer.Refused _ -> new SignIn.No();
            default -> new SignIn.Unknown();
        };
    }

    /** What the community calls him now; empty where it does not say. */
    Optional<String> nickname(String user) {
        var path = "/members/" + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
        return core.call("GET", path, null) instanceof CoreAnswer.Done done
                ? Optional.of(nickname(done)).filter(it -> !it.isEmpty())
                : Optional.empty();
    }

    private static String nickname(CoreAnswer.Done done) {
        return Excerpt.of(done.body().path("nickname").asString(""), NICKNAME_CHARS_MAX);
    }
}
