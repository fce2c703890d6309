package dev.serai.contest;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.jspecify.annotations.Nullable;

/** Which part of a board was asked for: all that shapes its page besides the board and who looks. */
record BoardAsk(
        int limit,
        int offset,
        @Nullable String me,
        @Nullable String group) {
    static BoardAsk of(Args args, Contest contest) {
        int limit = args.integer("limit", 1, ContestPlay.ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var me = args.text("me");
        var group = args.text("group");
        if (group != null && contest.groupBy() == null) {
            throw new Refusal(SubCode.PARAM_INVALID, "args.group: this board has no groups; leave it out");
        }
        return new BoardAsk(limit, offset, me, group);
    }

    /** About how many characters it holds. */
    int length() {
        return (me == null ? 0 : me.length()) + (group == null ? 0 : group.length());
    }
}
