package dev.serai.contest;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.jspecify.annotations.Nullable;

/** Which part of a board was asked for: all that shapes its page besides the board and who looks. */
record BoardAsk(
        int limit,
        int offset,
        @Nullable String me,
        @Nullable String group,
        @Nullable String division,
        boolean mine) implements BoardPages.Asked {
    static BoardAsk of(Args args, Contest contest) {
        int limit = args.integer("limit", 1, ContestPlay.ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var me = args.text("me");
        var group = args.text("group");
        if (group != null && contest.groupBy() == null) {
            throw new Refusal(SubCode.PARAM_INVALID, "args.group: this board has no groups; leave it out");
        }
        var division = args.text("division");
        if (division != null && contest.rules().divisions() == null) {
            throw new Refusal(SubCode.PARAM_INVALID, "args.division: this board has no divisions; leave it out");
        }
        return new BoardAsk(limit, offset, me, group, division, args.flag("mine"));
    }

    @Override
    public int length() {
        return length(me) + length(group) + length(division);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
