package dev.serai.gateway;

import dev.serai.core.Site;
import dev.serai.core.Upstream;
import dev.serai.kernel.AppId;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call on its way to a declared core: within its bulkhead, past its breakers, in at most two tries under one
/// deadline.
///
/// Where the second try goes, if there is one:
///
/// | the first try | goes on to |
/// |---|---|
/// | was never sent (no connection) | another address of the version, else once more where `retry` is declared, else
/// the backup |
/// | was sent, and the method reads or is declared idempotent | where `retry` is declared and the budget allows:
/// another address or the same; else the backup |
/// | was sent, and is another write | nowhere: it may have been done |
///
/// Used by its event loop alone.
final class CoreTrip {
    /** Less time than this is not worth another try. */
    private static final long LEAST_LEFT_NANOS = Duration.ofMillis(5).toNanos();

    private final CoreProxy proxy;
    private final Upstream upstream;
    private final CoreCall call;
    private final AppId app;
    private final long endNanos;
    private final Promise<byte[]> done = Promise.promise();
    private String version = "";
    private boolean triedBefore;
    private boolean ended;

    CoreTrip(CoreProxy proxy, Upstream upstream, CoreCall call, AppId app) {
        this.proxy = proxy;
        this.upstream = upstream;
        this.call = call;
        this.app = app;
        this.endNanos = System.nanoTime() + call.deadline().toNanos();
    }

    /** Makes the call; once. Fails with a {@link Refusal}. */
    Future<byte[]> data() {
        var wanted = upstream.version(app, call.proxy().care().version());
        if (wanted == null) {
            return Future.failedFuture(unavailable("the core has no version "
                    + call.proxy().care().version() + " at the moment; nothing was sent, try again later"));
        }
        version = wanted;
        if (!upstream.enter()) {
            return Future.failedFuture(unavailable(upstream.fullText()));
        }
        var site = upstream.site(version);
        if (site == null) {
            site = upstream.backupSite();
        }
        if (site == null) {
            end(null, unavailable(upstream.openText(version)));
        } else {
            go(site);
        }
        return done.future();
    }

    private void go(Site site) {
        long beganNanos = System.nanoTime();
        Future<CoreConnections.Said> asked;
        try {
            var at = proxy.at(site.url());
            asked = at.connections()
                    .call(CoreProxy.request(call, at), Duration.ofNanos(Math.max(1, endNanos - beganNanos)));
        } catch (RuntimeException e) {
            site.left();
            end(null, e);
            return;
        }
        asked.onComplete(said -> {
            try {
                came(site, said, System.nanoTime() - beganNanos);
            } catch (RuntimeException e) {
                end(null, e);
            }
        });
    }

    private void came(Site site, AsyncResult<CoreConnections.Said> said, long tookNanos) {
        if (said.failed()) {
            var refusal = CoreProxy.refusal(said.cause(), call.deadline(), call.repeat());
            if (!(said.cause() instanceof CoreConnections.Failed failed)
                    || failed.trouble == CoreConnections.Trouble.BUSY) {
                // Our own fault or limit says nothing about the core.
                site.left();
                end(null, refusal);
                return;
            }
            site.failed(tookNanos, shortly(failed));
            again(site, failed.sent, refusal);
            return;
        }
        var answer = said.result();
        byte[] data;
        try {
            data = CoreProxy.data(answer.status(), answer.body());
        } catch (Refusal refusal) {
            if (refusal.subCode() == SubCode.CORE_UNAVAILABLE) {
                site.failed(tookNanos, "HTTP " + answer.status() + (answer.status() < 300 ? " without JSON" : ""));
                again(site, true, refusal);
            } else {
                site.answered(tookNanos);
                end(null, refusal);
            }
            return;
        }
        site.answered(tookNanos);
        end(call.cut(data), null);
    }

    private static String shortly(CoreConnections.Failed failed) {
        return switch (failed.trouble) {
            case TIMEOUT -> failed.sent ? "no answer in time" : "no connection in time";
            case TOO_LONG -> "an answer too long";
            case BROKEN -> failed.sent ? "broke off, or no HTTP" : "no connection";
            case BUSY -> "busy";
        };
    }

    /** Tries once more where that is harmless; otherwise that was it. */
    private void again(Site failed, boolean sent, Throwable why) {
        var next = triedBefore || endNanos - System.nanoTime() < LEAST_LEFT_NANOS ? null : next(failed, sent);
        if (next == null) {
            end(null, why);
        } else {
            triedBefore = true;
            go(next);
        }
    }

    private @Nullable Site next(Site failed, boolean sent) {
        if (sent && !call.repeatable()) {
            return null;
        }
        if (!sent) {
            var other = upstream.otherSite(version, failed);
            if (other != null) {
                return other;
            }
        }
        var once = call.proxy().care().retry() ? retry(failed) : null;
        return once == null ? upstream.backupSite() : once;
    }

    private @Nullable Site retry(Site failed) {
        var site = upstream.otherSite(version, failed);
        if (site == null && failed.tryEnter()) {
            site = failed;
        }
        if (site != null && !upstream.mayRetry()) {
            site.left();
            return null;
        }
        return site;
    }

    /** The call is over, whatever became of it. */
    private void end(byte @Nullable [] data, @Nullable Throwable why) {
        if (ended) {
            return; // whoever heard of it broke
        }
        ended = true;
        upstream.leave();
        if (why != null) {
            done.fail(why);
        } else {
            done.complete(data);
        }
    }

    private static Refusal unavailable(String why) {
        return new Refusal(SubCode.CORE_UNAVAILABLE, why);
    }
}
