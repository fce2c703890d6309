package dev.serai.acceptance;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every route of console, portal and pages, asked by everybody who may not. */
final class RouteAttacks {
    private static final String STAFF_COOKIE = "SERAI_SESSION=";
    private static final String PORTAL_COOKIE = "SERAI_PORTAL=";

    private final Demo demo;
    private final List<Route> routes;
    private final Desk desk;
    private final Newcomer victim;
    private final Newcomer thief;
    private final Belongings goods;
    private final Map<String, Desk.Visitor> staff = new LinkedHashMap<>();

    RouteAttacks(Demo demo, List<Route> routes, Desk desk, Newcomer victim, Newcomer thief, Belongings goods)
            throws IOException, InterruptedException {
        this.demo = demo;
        this.routes = routes;
        this.desk = desk;
        this.victim = victim;
        this.thief = thief;
        this.goods = goods;
        for (var one : demo.file().path("operators")) {
            staff.put(one.path("role").asString(), desk.signIn(demo, one));
        }
    }

    private static Desk.Visitor with(String name, String cookie) {
        return new Desk.Visitor(name, cookie, "forged", "");
    }

    private Stream<Route> console() {
        return routes.stream().filter(Route::console).filter(route -> !route.open());
    }

    private Stream<Route> portal() {
        return routes.stream().filter(Route::portal).filter(route -> !route.open());
    }

    /** The first merchant's ids, as the console's paths name them. */
    private Map<String, String> his(Route route) {
        var found = new HashMap<String, String>();
        found.put("app", victim.live().appId());
        found.put("appId", victim.live().appId());
        found.put("merchant", victim.merchantId());
        found.put("keyId", victim.keyId());
        found.put("fileId", victim.fileId());
        found.put("login", victim.login());
        found.put("n", "1");
        found.put("method", "serai.ping");
        found.put("version", route.path().contains("/declarations/") ? "v1" : "1");
        found.put("name", "campaign");
        found.put("user", "nobody-of-that-name");
        found.put("item", "errors");
        found.put("id", route.path().startsWith("/api/merchants/") ? victim.merchantId() : demo.campaign());
        return found;
    }

    private void expect(
            TenantsProof.Findings findings, Route route, String address, Desk.Visitor who, int status, String code)
            throws IOException, InterruptedException {
        findings.tried();
        var answer = desk.send(route.verb(), address, who, route.changes() ? "{}" : "");
        if (answer.status() != status || !code.isEmpty() && !answer.code().equals(code)) {
            findings.fault(route + " by " + who.name() + ": " + answer);
        } else if (!goods.leaked(answer.all(), address).isEmpty()) {
            findings.fault(route + " tells " + who.name() + " " + goods.leaked(answer.all(), address));
        }
    }

    // -- console
    // --------------------------------------------------------------------------------------------------------

    void strangersAtTheConsole(TenantsProof.Findings findings) throws IOException, InterruptedException {
        var strangers = List.of(
                Desk.Visitor.NOBODY,
                thief.owner(),
                with(
                        "a portal session under the console's name",
                        STAFF_COOKIE + thief.owner().cookieValue()),
                with("a forged session", STAFF_COOKIE + "A".repeat(43)),
                Desk.Visitor.bearing(
                        "a merchant's secret as a token", thief.live().secret()),
                Desk.Visitor.bearing(
                        "a portal session as a token", thief.owner().cookieValue()));
        for (var route : console().toList()) {
            for (var stranger : strangers) {
                expect(findings, route, demo.console() + route.filled(his(route)), stranger, 401, "");
            }
        }
    }

    void wrongRoles(TenantsProof.Findings findings) throws IOException, InterruptedException {
        for (var route : console().toList()) {
            var address = demo.console() + route.filled(his(route));
            for (var one : staff.entrySet()) {
                boolean may = one.getKey().equals("super_admin")
                        || route.who().contains("staff")
                        || route.who().contains(one.getKey());
                if (!may) {
                    expect(findings, route, address, one.getValue(), 403, "role.denied");
                } else if (route.changes()) {
                    expect(findings, route, address, one.getValue().withCsrf(""), 403, "csrf.mismatch");
                    expect(findings, route, address, one.getValue().withCsrf("forged"), 403, "csrf.mismatch");
                }
            }
        }
    }

    /** Not even with the highest authority: the outer door does not lead there. */
    void consoleFromOutside(TenantsProof.Findings findings) throws IOException, InterruptedException {
        var admin = Desk.Visitor.bearing("the command line", demo.accessToken());
        for (var route : routes.stream()
                .filter(one -> one.console() || one.who().contains("outside") && !one.ofTheCommunity())
                .toList()) {
            for (var prefix : List.of("", "/portal/..", "/portal/api/../..", "/portal/%2e%2e", "/oauth2/..")) {
                findings.tried();
                var address = demo.door() + prefix + route.filled(his(route));
                var answer = desk.send(route.verb(), address, admin, route.changes() ? "{}" : "");
                if (answer.status() < 400
                        || !goods.leaked(answer.all(), address).isEmpty()) {
                    findings.fault(route.verb() + " " + address + ": " + answer);
                }
            }
        }
    }

    // -- portal
    // ---------------------------------------------------------------------------------------------------------

    void strangersAtThePortal(TenantsProof.Findings findings) throws IOException, InterruptedException {
        var admin = staff.getOrDefault("super_admin", Desk.Visitor.NOBODY);
        var strangers = List.of(
                Desk.Visitor.NOBODY,
                with("a forged session", PORTAL_COOKIE + "A".repeat(43)),
                with("a staff session under the portal's name", PORTAL_COOKIE + admin.cookieValue()),
                admin,
                Desk.Visitor.bearing("the command line", demo.accessToken()),
                Desk.Visitor.bearing("a secret as a token", victim.live().secret()));
        for (var route : portal().toList()) {
            for (var stranger : strangers) {
                expect(findings, route, demo.door() + query(route), stranger, 401, "");
            }
        }
        findings.tried();
        var guessed = desk.send(
                "POST",
                demo.door() + "/portal/api/login",
                Desk.Visitor.NOBODY,
                Newcomer.object("login", victim.login(), "password", "another password"));
        if (!guessed.code().equals("login.refused")) {
            findings.fault("a wrong password: " + guessed);
        }
    }

    void wrongHands(TenantsProof.Findings findings) throws IOException, InterruptedException {
        for (var route : portal().toList()) {
            var address = demo.door() + query(route);
            if (route.who().contains("owner")) {
                expect(findings, route, address, thief.developer(), 403, "role.denied");
            }
            if (route.changes()) {
                expect(findings, route, address, thief.owner().withCsrf(""), 403, "csrf.mismatch");
                expect(
                        findings,
                        route,
                        address,
                        thief.owner().withCsrf(victim.owner().csrf()),
                        403,
                        "csrf.mismatch");
            }
        }
        // What is of the live app is the owner's to change; a sandbox's faults do not exist there for anybody.
        for (var route : portal().filter(Route::changes)
                .filter(one -> one.path().contains("{appId}") && !one.path().endsWith("/faults"))
                .toList()) {
            var mine = his(route);
            mine.put("appId", thief.live().appId());
            mine.put("keyId", thief.keyId());
            expect(findings, route, demo.door() + route.filled(mine), thief.developer(), 403, "role.denied");
        }
        for (var who : List.of(thief.owner(), thief.developer())) {
            findings.tried();
            var faults = demo.door() + "/portal/api/apps/" + thief.live().appId() + "/faults";
            var answer = desk.send("PUT", faults, who, "{\"faults\":[]}");
            if (answer.status() != 409 || !answer.code().equals("app.live")) {
                findings.fault("faults of a live app by " + who.name() + ": " + answer);
            }
        }
    }

    private String query(Route route) {
        return route.filled(his(route)) + (route.path().endsWith("/licences") ? "?name=l.pdf" : "");
    }

    /** The second merchant, rightly signed in, with the first's ids in path and body. */
    void foreignIds(TenantsProof.Findings findings) throws IOException, InterruptedException {
        for (var who : List.of(thief.owner(), thief.developer())) {
            for (var route : portal().toList()) {
                // It would end the session that the others need.
                if (route.path().endsWith("/logout")) {
                    continue;
                }
                foreignId(findings, route, route.filled(his(route)), who);
                if (route.path().contains("{keyId}")) {
                    var mixed = his(route);
                    mixed.put("appId", thief.sandboxId());
                    foreignId(findings, route, route.filled(mixed), who);
                }
            }
        }
    }

    private void foreignId(TenantsProof.Findings findings, Route route, String path, Desk.Visitor who)
            throws IOException, InterruptedException {
        for (var body : route.changes() ? bodies(route) : List.of("")) {
            findings.tried();
            var answer = desk.send(route.verb(), demo.door() + path, who, body);
            var leaked = goods.leaked(answer.all(), path + body);
            if (!leaked.isEmpty()) {
                findings.fault(route + " " + body + " tells " + leaked + ": " + answer);
            } else if (answer.status() >= 500) {
                findings.fault(route + " " + body + ": " + answer);
            } else if (route.hasVariables() && answer.status() < 400) {
                findings.fault(route + " with another's id by " + who.name() + ": " + answer);
            } else if (route.changes() && answer.ok()) {
                findings.fault(route + " took " + body + ": " + answer);
            }
        }
    }

    /** Nothing that could be done to himself by right: ids of the other's, or nothing at all. */
    private List<String> bodies(Route route) {
        var named = Newcomer.object(
                "merchant_id", victim.merchantId(), "app_id", victim.live().appId());
        var fitting = route.path().endsWith("/secrets") || route.path().endsWith("/rsa-keys")
                ? Newcomer.object("overlap_hours", 0, "public_key", "none")
                : route.path().endsWith("/changes")
                        ? "{\"kind\":\"notify_addresses\",\"after\":[{\"subscription_id\":\""
                                + goods.ids("subscription_id").getFirst()
                                + "\",\"url\":\"http://127.0.0.1:1/mine\",\"types\":\"order.changed\"}]}"
                        : Newcomer.object("enabled", false, "merchant_id", victim.merchantId());
        return List.of("{}", named, fitting);
    }
}
