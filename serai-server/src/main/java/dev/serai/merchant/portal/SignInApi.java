package dev.serai.merchant.portal;

import dev.serai.merchant.Account;
import dev.serai.merchant.Accounts;
import dev.serai.merchant.Accounts.SignIn;
import dev.serai.merchant.Applications;
import dev.serai.merchant.MerchantStatus;
import dev.serai.merchant.Profile;
import dev.serai.operator.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Joining, signing in and out. */
@RestController
@RequestMapping("/portal/api")
class SignInApi {
    private final Accounts accounts;
    private final Applications applications;

    SignInApi(Accounts accounts, Applications applications) {
        this.accounts = accounts;
        this.applications = applications;
    }

    record Login(@Nullable String login, @Nullable String password) {}

    record Registration(
            @Nullable String login,
            @Nullable String password,
            @Nullable String name,
            Profile.@Nullable Company company,
            @Nullable List<Profile.Contact> contacts,
            Profile.@Nullable AccessMode accessMode,
            @Nullable String scenario) {}

    record Me(String login, String name, Account.Role role, String csrf, String merchantId, MerchantStatus status) {}

    /** JSON only: a form of a foreign page can then not sign anybody in. */
    @Anyone
    @PostMapping(path = "/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> login(
            @RequestBody Login login,
            @CookieValue(name = Accounts.COOKIE, required = false) @Nullable String old,
            HttpServletRequest request) {
        if (login.login == null || login.password == null) {
            throw Refused.invalid("login and password are both required");
        }
        return signedIn(login.login, login.password, old, request, HttpStatus.OK);
    }

    @Anyone
    @PostMapping(path = "/register", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> register(@RequestBody Registration it, HttpServletRequest request) {
        var profile = Profile.of(it.company, it.contacts, it.accessMode, it.scenario);
        applications.knock(request.getRemoteAddr());
        applications.register(it.login, it.password, it.name, profile);
        return signedIn(String.valueOf(it.login), String.valueOf(it.password), null, request, HttpStatus.CREATED);
    }

    private ResponseEntity<?> signedIn(
            String login, String password, @Nullable String old, HttpServletRequest request, HttpStatus status) {
        return switch (accounts.signIn(login, password, request.getRemoteAddr())) {
            case SignIn.In in -> {
                if (old != null) {
                    accounts.end(old);
                }
                yield ResponseEntity.status(status)
                        .header(HttpHeaders.SET_COOKIE, cookie(in.token(), request, -1))
                        .body(me(in.account()));
            }
            case SignIn.No no ->
                throw new Refused(401, "login.refused", "nobody has this login and this password; check both");
            case SignIn.Wait wait -> {
                long seconds = wait.time().toSeconds() + 1;
                yield ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                        .body(Map.of(
                                "error",
                                Map.of(
                                        "code",
                                        "login.throttled",
                                        "message",
                                        "too many tries; wait " + seconds + " seconds and try again")));
            }
        };
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(
            Account by,
            @CookieValue(name = Accounts.COOKIE, required = false) @Nullable String token,
            HttpServletRequest request) {
        if (token != null) {
            accounts.end(token);
        }
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie("", request, 0))
                .build();
    }

    @GetMapping("/me")
    Me me(Account by) {
        var status = applications.find(by.merchant(), true).status();
        return new Me(by.login(), by.name(), by.role(), by.csrf(), by.merchant().value(), status);
    }

    private static String cookie(String token, HttpServletRequest request, long maxAge) {
        return ResponseCookie.from(Accounts.COOKIE, token)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/portal")
                .maxAge(maxAge)
                .build()
                .toString();
    }
}
