package dev.serai.contest;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** What every contest's actions ask. */
@Component
record ContestParts(
        ShownBoards boards,
        Explanations explanations,
        BoardHistory history,
        Whereabouts whereabouts,
        Trends trends,
        FriendsBoard friends,
        Versus versus,
        BoardPages pages,
        BoardBells bells,
        PublishedResults results,
        Clock clock) {}
