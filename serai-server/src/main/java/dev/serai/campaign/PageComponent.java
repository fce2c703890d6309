package dev.serai.campaign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A building block of a campaign's page, and the actions it needs. An action no block needs is unknown to the activity. */
enum PageComponent {
    HERO("hero@1", Set.of("view")),
    COUNTDOWN("countdown@1", Set.of("view")),
    RULES_TEXT("rules-text@1", Set.of("view")),
    PROGRESS("progress@1", Set.of("progress")),
    MY_REWARDS("my-rewards@1", Set.of("my_rewards"));

    /** The page of a file that declares none. */
    static final List<PageComponent> STANDARD = List.of(HERO, PROGRESS, MY_REWARDS, RULES_TEXT);

    private final String use;
    private final Set<String> actions;

    PageComponent(String use, Set<String> actions) {
        this.use = use;
        this.actions = actions;
    }

    String use() {
        return use;
    }

    Set<String> actions() {
        return actions;
    }

    static Optional<PageComponent> named(String use) {
        return Arrays.stream(values()).filter(one -> one.use.equals(use)).findFirst();
    }
}
