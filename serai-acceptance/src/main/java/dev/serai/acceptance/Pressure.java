package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Signed pings at a pace, in turn at several doors; a late answer holds nobody up. */
final class Pressure implements AutoCloseable {
    private static final int FORGED_EVERY = 10;
    private static final Api PING = Api.at("/serai/ping");

    /** A call that was let on or refused, somewhere between these two moments of System.nanoTime. */
    record Call(long sent, long answered, String subCode) {
        boolean let() {
            return subCode.isEmpty();
        }
    }

    /** What was offered and what came of it. */
    record Offered(List<Call> calls) {
        long let() {
            return calls.stream().filter(Call::let).count();
        }

        Offered and(Offered more) {
            var all = new ArrayList<>(calls);
            all.addAll(more.calls);
            return new Offered(List.copyOf(all));
        }

        /** From the first sending to the last answer. */
        double longestSeconds() {
            return (calls.stream().mapToLong(Call::answered).max().orElse(0)
                            - calls.stream().mapToLong(Call::sent).min().orElse(0))
                    / 1e9;
        }

        /**
         * What a bucket that was full at the first call must have let on by the last refusal, when less than one was left in it.
         * While it is full more runs over: at most what came in by any moment above what was let on by then.
         */
        double least(int burst, int rate) {
            long firstSent = calls.stream().mapToLong(Call::sent).min().orElse(0);
            long firstAnswer = calls.stream().mapToLong(Call::answered).min().orElse(0);
            long lastRefused = calls.stream()
                    .filter(call -> !call.let())
                    .mapToLong(Call::sent)
                    .max()
                    .orElse(firstAnswer);
            var answers = calls.stream()
                    .filter(Call::let)
                    .mapToLong(Call::answered)
                    .sorted()
                    .toArray();
            double lost = 0;
            for (int i = 0; i < answers.length; i++) {
                lost = Math.max(lost, rate * (answers[i] - firstSent) / 1e9 - i);
            }
            return burst + rate * (lastRefused - firstAnswer) / 1e9 - lost - 1;
        }

        /** One that was refused with something else; empty for none. */
        String others(String... subCodes) {
            var expected = Set.of(subCodes);
            return calls.stream()
                    .filter(call -> !call.let() && !expected.contains(call.subCode()))
                    .findFirst()
                    .map(call -> "one was refused with " + call.subCode())
                    .orElse("");
        }

        /** Every stretch from one call's sending to another's answer holds what was let on wholly within it. */
        String worstStretch(int burst, int rate, int lease) {
            var let = calls.stream()
                    .filter(Call::let)
                    .sorted(java.util.Comparator.comparingLong(Call::sent))
                    .toList();
            int step = Math.max(1, let.size() / 400);
            for (int i = 0; i < let.size(); i += step) {
                long from = let.get(i).sent();
                // In the order of answers the count within grows one by one.
                var answers = let.subList(i, let.size()).stream()
                        .mapToLong(Call::answered)
                        .sorted()
                        .toArray();
                for (int k = 0; k < answers.length; k++) {
                    double most = burst + rate * (answers[k] - from) / 1e9 + lease;
                    if (k + 1 > most) {
                        return (k + 1) + " of at most " + most + " in " + (answers[k] - from) / 1e9 + " s";
                    }
                }
            }
            return "";
        }
    }

    private final List<String> doors;
    private final Account account;
    private final Account forged;
    private final List<ConcurrentLinkedQueue<Caller>> idle = new ArrayList<>();

    Pressure(List<String> doors, Account account) {
        this.doors = doors;
        this.account = account;
        this.forged = account.withSecret("not the secret of " + account.appId());
        doors.forEach(_ -> idle.add(new ConcurrentLinkedQueue<>()));
    }

    /** @param withForged whether one in ten has a signature that does not fit */
    Offered offer(int count, int perSecond, boolean withForged) throws InterruptedException {
        var calls = new ConcurrentLinkedQueue<Call>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(begin + i * 1_000_000_000L / perSecond - System.nanoTime());
                int at = i % doors.size();
                var who = withForged && i % FORGED_EVERY == 0 ? forged : account;
                threads.submit(() -> calls.add(call(at, who)));
            }
        }
        return new Offered(List.copyOf(calls));
    }

    private Call call(int at, Account who) {
        var kept = idle.get(at).poll();
        var caller = kept == null ? new Caller(doors.get(at)) : kept;
        long sent = System.nanoTime();
        try {
            var reply = caller.call(Dialect.SERAI_HMAC, who, PING, Map.of());
            long answered = System.nanoTime();
            idle.get(at).add(caller);
            return new Call(sent, answered, Caller.subCode(reply));
        } catch (IOException e) {
            caller.close();
            return new Call(sent, System.nanoTime(), e.toString());
        }
    }

    @Override
    public void close() {
        idle.forEach(callers -> callers.forEach(Caller::close));
    }
}
