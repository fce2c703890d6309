package dev.serai.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Counts and times calls per method, and counts refusals per check and cause. Names of methods that do not exist come from
 * callers, so they are counted together: a stranger must not be able to make meters.
 */
@Component
class CallMeters {
    private record Key(String method, int version, int code) {}

    private record Refused(String step, String subCode) {}

    private final MeterRegistry registry;
    private final ConcurrentHashMap<Key, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Refused, Counter> refusals = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(CallRecord call) {
        boolean known = !"api.unknown".equals(call.subCode()) && reachedMethod(call.step());
        var key = known ? new Key(call.method(), call.version(), call.code()) : new Key("", 0, call.code());
        timers.computeIfAbsent(key, this::timer).record(call.micros(), TimeUnit.MICROSECONDS);
        var subCode = call.subCode();
        if (subCode != null) {
            refusals.computeIfAbsent(new Refused(call.step(), subCode), this::counter)
                    .increment();
        }
    }

    /** Before the method was looked up its name is only what somebody sent. */
    private static boolean reachedMethod(String step) {
        return switch (step) {
            case "grant", "limits", "token", "schema", "run", "done" -> true;
            default -> false;
        };
    }

    private Timer timer(Key key) {
        return Timer.builder("serai_calls")
                .description("Calls at the door, from the first byte read to the answer handed to the socket.")
                .tag("method", key.method)
                .tag("version", "v" + key.version)
                .tag("code", Integer.toString(key.code))
                .register(registry);
    }

    private Counter counter(Refused refused) {
        return Counter.builder("serai_refusals")
                .description("Calls turned away, by the check that did it.")
                .tag("step", refused.step)
                .tag("sub_code", refused.subCode)
                .register(registry);
    }
}
