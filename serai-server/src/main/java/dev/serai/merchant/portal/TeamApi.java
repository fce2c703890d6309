package dev.serai.merchant.portal;

import dev.serai.merchant.Account;
import dev.serai.merchant.Team;
import dev.serai.merchant.Team.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The merchant's people, kept by his owners. */
@RestController
@RequestMapping("/portal/api/team")
class TeamApi {
    private final Team team;

    TeamApi(Team team) {
        this.team = team;
    }

    record People(List<Member> accounts) {}

    record NewMember(
            @Nullable String login,
            @Nullable String name,
            Account.@Nullable Role role,
            @Nullable String password) {}

    record Change(
            @Nullable Boolean enabled,
            Account.@Nullable Role role,
            @Nullable String password) {}

    @Owner
    @GetMapping
    People all(Account by) {
        return new People(team.of(by.merchant()));
    }

    @Owner
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Member add(Account by, @RequestBody NewMember it) {
        return team.add(by, it.login, it.name, it.role, it.password);
    }

    @Owner
    @PatchMapping("/{login}")
    Member change(Account by, @PathVariable String login, @RequestBody Change it) {
        return team.change(by, login, it.enabled, it.role, it.password);
    }
}
