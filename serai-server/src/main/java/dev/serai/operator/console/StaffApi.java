package dev.serai.operator.console;

import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AuditTrail;
import dev.serai.operator.Operators;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Operators and the trail of what they did. */
@RestController
class StaffApi {
    private static final int PAGE_DEFAULT = 50;

    private final Operators operators;
    private final AuditTrail trail;

    StaffApi(Operators operators, AuditTrail trail) {
        this.operators = operators;
        this.trail = trail;
    }

    record NewOperator(
            @Nullable String user,
            @Nullable String role,
            @Nullable String password) {}

    record Reset(@Nullable String password) {}

    record Trail(List<AuditTrail.Entry> entries, @Nullable Long next) {}

    @Allowed(Role.AUDITOR)
    @GetMapping("/api/operators")
    Map<String, List<Operators.Operator>> list() {
        return Map.of("operators", operators.all());
    }

    @Allowed(Role.SUPER_ADMIN)
    @PostMapping("/api/operators")
    @ResponseStatus(HttpStatus.CREATED)
    Operators.Credentials create(@RequestBody NewOperator wanted, Actor by) {
        var role = wanted.role() == null ? null : Role.of(wanted.role()).orElse(null);
        if (wanted.user() == null || role == null) {
            throw Refused.invalid("user and role are required; role is one of "
                    + Arrays.stream(Role.values()).map(Role::word).toList());
        }
        return operators.create(wanted.user(), role, wanted.password(), by);
    }

    @Allowed(Role.SUPER_ADMIN)
    @PostMapping("/api/operators/{user}/disable")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void disable(@PathVariable String user, Actor by) {
        operators.disable(user, by);
    }

    @Allowed(Role.SUPER_ADMIN)
    @PostMapping("/api/operators/{user}/enable")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void enable(@PathVariable String user, Actor by) {
        operators.enable(user, by);
    }

    @Allowed(Role.SUPER_ADMIN)
    @PostMapping("/api/operators/{user}/reset")
    Operators.Credentials reset(
            @PathVariable String user, @RequestBody(required = false) @Nullable Reset wanted, Actor by) {
        return operators.reset(user, wanted == null ? null : wanted.password(), by);
    }

    @Allowed(Role.AUDITOR)
    @GetMapping("/api/audit")
    Trail audit(
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(required = false) @Nullable Integer limit) {
        int rows = limit == null ? PAGE_DEFAULT : limit;
        if (rows < 1 || rows > AuditTrail.PAGE_MAX) {
            throw Refused.invalid("limit must be 1 to " + AuditTrail.PAGE_MAX + ", was " + rows);
        }
        var entries = trail.page(after, rows);
        return new Trail(
                entries,
                entries.size() < rows || entries.getLast().n() == 1
                        ? null
                        : entries.getLast().n());
    }

    @Allowed(Role.AUDITOR)
    @GetMapping("/api/audit/check")
    AuditTrail.Check check() {
        return trail.check();
    }

    @Allowed(Role.AUDITOR)
    @GetMapping("/api/audit/{n:[0-9]{1,18}}")
    AuditTrail.Entry entry(@PathVariable long n) {
        return trail.entry(n).orElseThrow(() -> Refused.notFound("the trail has no entry " + n));
    }
}
