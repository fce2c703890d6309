package dev.serai.contest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The board everybody is shown: what was published, for good; until then the board as it stands. */
@Component
final class ShownBoards {
    private final Boards boards;
    private final PublishedResults results;

    ShownBoards(Boards boards, PublishedResults results) {
        this.boards = boards;
        this.results = results;
    }

    Board of(Contest contest) {
        var published = results.board(contest);
        return published != null ? published : boards.of(contest);
    }

    /** How far facts had been counted at the last look; what is read after asking is at least as far. Null: unknown. */
    Boards.@Nullable Counted counted(Contest contest) {
        return boards.counted(contest);
    }
}
