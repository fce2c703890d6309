package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The secret of an app, rotated again and again as a careful merchant does: a new one beside the old, used when the door knows
 * it; the old one ended when no call with it is under way.
 */
final class KeyFlips implements FlipsProof.Changer {
    private static final Duration HEARD_LIMIT = Duration.ofSeconds(15);

    /** A call with the account of the moment. */
    interface Use {
        Wire.Reply call(Account account) throws IOException;
    }

    /** @param underWay held for reading by each call with it */
    private record Credential(Account account, String keyId, ReentrantReadWriteLock underWay) {}

    private final Demo demo;
    private final Desk desk;
    private final Desk.Visitor staff;
    private final Newcomer merchant;
    private volatile Credential current;
    private Credential last;

    KeyFlips(Demo demo, Desk desk, Desk.Visitor staff, Newcomer merchant) {
        this.demo = demo;
        this.desk = desk;
        this.staff = staff;
        this.merchant = merchant;
        this.current = new Credential(merchant.live(), merchant.keyId(), new ReentrantReadWriteLock());
        this.last = current;
    }

    Wire.Reply with(Use use) throws IOException {
        while (true) {
            var credential = current;
            var lock = credential.underWay().readLock();
            lock.lock();
            try {
                if (credential == current) {
                    return use.call(credential.account());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void change(int n) throws IOException, InterruptedException {
        if (n % 2 == 0) {
            make(n % 4 == 0);
        } else {
            end(n % 4 == 1);
        }
    }

    private String keys(boolean portal) {
        return (portal ? demo.door() + "/portal/api/apps/" : demo.console() + "/api/apps/")
                + merchant.live().appId();
    }

    private void make(boolean portal) throws IOException, InterruptedException {
        var who = portal ? merchant.owner() : staff;
        var made = desk.must("POST", keys(portal) + "/secrets", who, "{\"overlap_hours\":720}");
        var account = current.account().withSecret(made.path("secret").asString());
        try (var probe = new Caller(demo.door())) {
            var heard = Wait.until(HEARD_LIMIT, () -> probe.ping(account), String::isEmpty);
            if (!heard.isEmpty()) {
                throw new IOException("a new secret is refused: " + heard);
            }
        }
        last = current;
        current = new Credential(account, made.path("key").path("key_id").asString(), new ReentrantReadWriteLock());
    }

    private void end(boolean portal) throws IOException, InterruptedException {
        // Nobody takes it any more; those under way come to their end.
        var lock = last.underWay().writeLock();
        lock.lock();
        try {
            desk.must("POST", keys(portal) + "/keys/" + last.keyId() + "/end", portal ? merchant.owner() : staff, "{}");
        } finally {
            lock.unlock();
        }
    }
}
