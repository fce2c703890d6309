package dev.serai.core;

import dev.serai.core.CoreHttp.CoreAnswer;
import org.jspecify.annotations.Nullable;

/** One call of the house's own to a declared core: within its bulkhead, past its breakers, to its backup where that is safe. */
final class CaredCall {
    /** Sends it to an address; waits. */
    interface Sending {
        PooledCoreHttp.Sent to(String address) throws InterruptedException;
    }

    private final Upstream upstream;
    private final boolean asksOnly;
    private final Sending sending;

    /** @param asksOnly whether it changes nothing at the core */
    CaredCall(Upstream upstream, boolean asksOnly, Sending sending) {
        this.upstream = upstream;
        this.asksOnly = asksOnly;
        this.sending = sending;
    }

    CoreAnswer answer() throws InterruptedException {
        if (!upstream.enter()) {
            return new CoreAnswer.Unknown("not sent: " + upstream.fullText(), false);
        }
        try {
            return within();
        } finally {
            upstream.leave();
        }
    }

    private CoreAnswer within() throws InterruptedException {
        var version = upstream.declared().versions().getFirst().name();
        var first = upstream.site(version);
        if (first == null) {
            var backup = upstream.backupSite();
            return backup == null
                    ? new CoreAnswer.Unknown("not sent: " + upstream.openText(version), false)
                    : at(backup).answer();
        }
        var sent = at(first);
        // After a timeout there is no time left for another try.
        boolean again = sent.answer() instanceof CoreAnswer.Unknown(String _, boolean timeout) && !timeout;
        if (!again || sent.off() && !asksOnly) {
            return sent.answer();
        }
        var next = next(version, first, sent.off());
        return next == null ? sent.answer() : at(next).answer();
    }

    /** Where it may go after it failed; what was sent goes nowhere but to the backup, so that no core gets its calls twice. */
    private @Nullable Site next(String version, Site failed, boolean off) {
        var other = off ? null : upstream.otherSite(version, failed);
        return other == null ? upstream.backupSite() : other;
    }

    /** The caller has entered the site. */
    private PooledCoreHttp.Sent at(Site site) throws InterruptedException {
        long began = System.nanoTime();
        boolean told = false;
        try {
            var sent = sending.to(site.url().toString());
            told = true;
            if (sent.answer() instanceof CoreAnswer.Unknown(String cause, boolean _)) {
                site.failed(System.nanoTime() - began, cause);
            } else {
                site.answered(System.nanoTime() - began);
            }
            return sent;
        } finally {
            if (!told) {
                site.left();
            }
        }
    }
}
