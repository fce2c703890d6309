package dev.serai.reward;

import dev.serai.core.CoreHttp;
import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.kernel.Json;
import dev.serai.reward.Deliveries.Due;
import dev.serai.reward.Deliveries.Outcome;
import dev.serai.reward.Deliveries.Settled;
import dev.serai.reward.Deliveries.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.stereotype.Component;

/** Has the core hand out and take back what was granted here, with the grant's id as the key that makes a repeat harmless. */
@Component
class Fulfilment {
    /** How many calls to the core are under way at once. */
    static final int PARALLEL_MAX = 32;

    private final Deliveries deliveries;
    private final CoreHttp core;
    private volatile boolean silent;

    Fulfilment(Deliveries deliveries, CoreHttp core) {
        this.deliveries = deliveries;
        this.core = core;
    }

    /** Makes one round of calls. Returns whether there may be more to do at once. */
    boolean step() {
        // While the core is silent a single call finds out whether it is back; the others keep waiting.
        var due = deliveries.claim(silent ? 1 : PARALLEL_MAX);
        if (due.isEmpty()) {
            return false;
        }
        var settled = callAll(due);
        deliveries.settle(settled);
        silent = settled.stream().allMatch(one -> one.outcome() instanceof Outcome.Unknown);
        return !silent;
    }

    private List<Settled> callAll(List<Due> due) {
        var settled = new ArrayList<Settled>(due.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Settled>>(due.size());
            for (var one : due) {
                Callable<Settled> call = () -> new Settled(one, call(one));
                calls.add(threads.submit(call));
            }
            for (var call : calls) {
                settled.add(call.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the core was called; the leases will run out", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call to the core broke; the leases will run out", e.getCause());
        }
        return settled;
    }

    private Outcome call(Due due) {
        if (due.moot()) {
            return new Outcome.Moot();
        }
        var body = Json.object().put("request_key", due.grantId());
        var answer = switch (due.task()) {
            case Task.ISSUE ->
                core.call(
                        "POST",
                        "/coupons/issue",
                        body.put("member_id", due.userId())
                                .put("pool", due.pool())
                                .put("count", 1));
            case Task.REVOKE -> core.call("POST", "/coupons/revoke", body);
        };
        return switch (answer) {
            case CoreAnswer.Done _ -> new Outcome.Confirmed();
            case CoreAnswer.Refused(var _, var code, var reason) -> new Outcome.Refused(code, reason);
            case CoreAnswer.Unknown(var cause, var _) -> new Outcome.Unknown(cause);
        };
    }
}
