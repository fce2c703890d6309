package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Two merchants who came in by the product's own doors; the second tries everything with what is the first's: methods,
 * routes, keys, cookies, and the database's own door. Nothing may be done, and nothing told.
 */
final class TenantsProof {
    /** So many of the other's ids are tried for each parameter. */
    static final int IDS = 3;

    private static final int CALLS_PER_SECOND = 5_000;
    private static final int SHOWN = 3;

    private final Demo demo;
    private final Path root;
    private final Tally tally;
    private final Progress progress;
    private final int ids;
    private final String tag;
    private final Desk desk = new Desk();

    /** @param root the sources, where docs/routes.md lies */
    TenantsProof(Demo demo, Path root, Tally tally, Progress progress, int ids, long seed) {
        this.demo = demo;
        this.root = root;
        this.tally = tally;
        this.progress = progress;
        this.ids = ids;
        this.tag = seed + "-" + Long.toString(System.currentTimeMillis(), 36);
    }

    /** What an attack found: how often it was tried, and where it was not refused as it must be. */
    static final class Findings {
        private final List<String> faults = new ArrayList<>();
        private int tried;

        void tried() {
            tried++;
        }

        void fault(String what) {
            faults.add(what);
        }

        String first() {
            return faults.isEmpty()
                    ? ""
                    : faults.size() + " of " + tried + ": "
                            + String.join(" | ", faults.subList(0, Math.min(SHOWN, faults.size())));
        }
    }

    /** One kind of attack. */
    interface Attack {
        void run(Findings findings) throws IOException, InterruptedException;
    }

    void run() throws IOException, InterruptedException {
        var done = new HashSet<String>();
        progress.lines().forEach(line -> done.add(line.getFirst()));
        tally.progress(0, 5, "two merchants register, are approved, go live and trade");
        var reader = new Merchant(demo);
        var methods = Api.all(reader, demo);
        var victim = Newcomer.join(desk, demo, "victim-" + tag);
        var thief = Newcomer.join(desk, demo, "thief-" + tag);
        victim.grant(desk, demo, methods, CALLS_PER_SECOND);
        thief.grant(desk, demo, methods, CALLS_PER_SECOND);
        var goods = new Belongings(victim, desk, demo, "victim-" + tag);
        var before = goods.seen();
        try {
            attack(1, done, methods, victim, thief, goods);
            tally.check("what the first merchant has", "as before", () -> {
                var now = goods.seen();
                return now.equals(before) ? "" : "before " + before + ", now " + now;
            });
        } finally {
            tidy(goods);
        }
        tally.progress(5, 5, "done");
    }

    /** What cannot be put away is told and no more: the verdict is about something else. */
    private void tidy(Belongings goods) {
        try {
            goods.tidy();
        } catch (IOException e) {
            tally.say("a subscription stays: " + e.getMessage());
        }
    }

    private void attack(
            int step, HashSet<String> done, List<Api> methods, Newcomer victim, Newcomer thief, Belongings goods)
            throws IOException, InterruptedException {
        var calls = new MethodAttacks(demo, methods, victim, thief, goods, ids);
        part(step, done, "methods: another's ids", "refused, or the caller's own", calls::foreignIds);
        part(step, done, "methods: another's keys, and none", "401 each", calls::foreignKeys);
        part(step + 1, done, "dialects: another's keys", "401 each", calls::everyDialect);
        var listed = Route.all(root);
        var routes = new RouteAttacks(demo, listed, desk, victim, thief, goods);
        part(step + 1, done, "console: nobody, merchants, forged tokens", "401 each", routes::strangersAtTheConsole);
        part(step + 1, done, "console: wrong roles, wrong CSRF", "403 each", routes::wrongRoles);
        part(step + 2, done, "console by the outer door", "not there", routes::consoleFromOutside);
        part(step + 2, done, "portal: nobody, staff, forged cookies", "401 each", routes::strangersAtThePortal);
        part(step + 2, done, "portal: a developer at an owner's routes, wrong CSRF", "403 each", routes::wrongHands);
        part(step + 2, done, "portal: another merchant's ids", "404, or the caller's own", routes::foreignIds);
        var pages = new PageAttacks(demo, listed, desk, thief, goods);
        part(step + 2, done, "pages: no cookie, forged ones, a used ticket", "401 each", pages::pages);
        var wall = new WallLook(demo, victim.merchantId(), thief.merchantId());
        part(step + 3, done, "psql as the application, no merchant set", "0 rows of each table", wall::nobodysRows);
        part(step + 3, done, "psql as the application, the second merchant set", "his rows alone", wall::othersRows);
        part(step + 3, done, "psql: ways around the wall", "closed", wall::waysAround);
    }

    private void part(int step, HashSet<String> done, String name, String expected, Attack attack) {
        if (done.contains(name)) {
            tally.say("done before the interruption: " + name);
            return;
        }
        int failedBefore = tally.failed();
        var findings = new Findings();
        tally.check(name, expected, () -> {
            attack.run(findings);
            return findings.tried == 0 ? "nothing was tried" : findings.first();
        });
        tally.progress(step, 5, name + ": " + findings.tried + " tries");
        if (tally.failed() == failedBefore) {
            progress.note(name);
        }
    }
}
