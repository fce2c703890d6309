package plaza.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The faults that are switched on, and what they do to a call. */
final class Faults {
    private static final int FAULTS_MAX = 100;

    /** What becomes of a call: it waits, and then it is worked on, or ended as {@code end} says. */
    record Verdict(long waitMs, Fault.@Nullable Mode end) {}

    private static final Verdict UNHARMED = new Verdict(0, null);

    private final RandomGenerator chance;
    private final List<Fault> faults = new ArrayList<>();
    private long lastId;

    Faults(RandomGenerator chance) {
        this.chance = chance;
    }

    void routes(Routes routes) {
        routes.post("/_faults", call -> Answer.created(install(call.body())))
                .get("/_faults", call -> Answer.ok(Map.of("faults", list())))
                .delete("/_faults", call -> Answer.ok(Map.of("ended", endAll())));
    }

    private synchronized Fault install(Fields fields) {
        if (faults.size() == FAULTS_MAX) {
            throw new Refusal(
                    409, "too_many_faults", "at most " + FAULTS_MAX + " faults; end them with DELETE /_faults");
        }
        Fault fault = Fault.read(lastId + 1, fields);
        lastId++;
        faults.add(fault);
        return fault;
    }

    private synchronized List<Fault> list() {
        return List.copyOf(faults);
    }

    private synchronized int endAll() {
        int ended = faults.size();
        faults.clear();
        return ended;
    }

    /** All delays that strike add up; the first other fault that strikes decides, later ones are not asked. */
    synchronized Verdict judge(String method, String path) {
        if (faults.isEmpty()) {
            return UNHARMED;
        }
        long waitMs = 0;
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            if (!fault.matches(method, path) || chance.nextInt(100) >= fault.percent()) {
                continue;
            }
            faults.set(i, fault.hit());
            Fault.Mode mode = Fault.Mode.of(fault.mode());
            if (mode != Fault.Mode.DELAY) {
                return new Verdict(waitMs, mode);
            }
            waitMs += fault.ms();
        }
        return new Verdict(waitMs, null);
    }
}
