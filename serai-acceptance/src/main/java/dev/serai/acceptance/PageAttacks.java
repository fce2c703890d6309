package dev.serai.acceptance;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The door's pages, which a cookie opens: with none, with forged ones, with a ticket that was used. */
final class PageAttacks {
    private final Demo demo;
    private final List<Route> routes;
    private final Desk desk;
    private final Newcomer thief;
    private final Belongings goods;

    PageAttacks(Demo demo, List<Route> routes, Desk desk, Newcomer thief, Belongings goods) {
        this.demo = demo;
        this.routes = routes;
        this.desk = desk;
        this.thief = thief;
        this.goods = goods;
    }

    private static Desk.Visitor with(String name, String cookie) {
        return new Desk.Visitor(name, cookie, "forged", "");
    }

    void pages(TenantsProof.Findings findings) throws IOException, InterruptedException {
        var json = "{\"activity_id\":" + demo.campaign() + ",\"action\":\"my_rewards\",\"args\":{}}";
        var visitors = List.of(
                Desk.Visitor.NOBODY,
                with("a forged page session", "serai_h5=" + "A".repeat(43)),
                with("a portal session as a page's", "serai_h5=" + thief.owner().cookieValue()));
        for (var route :
                routes.stream().filter(one -> one.who().contains("page")).toList()) {
            for (var visitor : visitors) {
                for (var verb : List.of("GET", "POST")) {
                    findings.tried();
                    var address = demo.door() + route.path();
                    var answer = desk.send(verb, address, visitor, verb.equals("POST") ? json : "");
                    // The documentation names every field; a grant's number stands in none of it.
                    boolean told =
                            !route.path().equals("/docs/") && answer.all().contains("grant_id")
                                    || !goods.leaked(answer.all(), "").isEmpty();
                    boolean guarded =
                            List.of("/h5/handle", "/h5/enter", "/h5/link").contains(route.path());
                    if (told || answer.status() >= 500 || guarded && answer.status() < 400) {
                        findings.fault(verb + " " + route.path() + " by " + visitor.name() + ": " + answer);
                    }
                }
            }
        }
        ticket(findings);
    }

    /** What opens a page opens it once, and the cookie it gives is good for its own activity. */
    private void ticket(TenantsProof.Findings findings) throws IOException, InterruptedException {
        var first = new Merchant(demo);
        var url = first.data(
                        "h5.session.create",
                        Map.of(
                                "activity_id",
                                demo.campaign(),
                                "user_id",
                                demo.users().getFirst()))
                .path("url")
                .asString();
        var opened = desk.send("GET", url, Desk.Visitor.NOBODY, "");
        var again = desk.send("GET", url, Desk.Visitor.NOBODY, "");
        findings.tried();
        if (opened.status() != 303 || again.status() != 401) {
            findings.fault("a ticket opens " + opened + ", a second time " + again);
        }
        findings.tried();
        // Without an Origin of ours a cookie alone does nothing.
        var foreign = desk.send(
                "POST",
                demo.door() + "/h5/handle",
                with("a page session without Origin", opened.cookie()),
                "{\"action\":\"my_rewards\",\"args\":{}}");
        if (foreign.status() < 400) {
            findings.fault("a page session without Origin: " + foreign);
        }
    }
}
