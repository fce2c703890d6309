package dev.serai.contest;

import dev.serai.kernel.Json;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A board's rows as one viewer may see them. */
record BoardRows(Contest contest, Board board, Sight sight) {
    /** Rows before oneself, and as many after, that "me" tells. */
    private static final int AROUND = 2;

    /** What is missing to the next better score, exactly; null for the best and for who has none. */
    void gap(ObjectNode answer, int place) {
        var mine = board.rows().get(place);
        int better = place;
        while (better > 0 && board.rows().get(better).rank() == mine.rank()) {
            better--;
        }
        var next = board.rows().get(better);
        if (!mine.score().exists() || !next.score().exists() || next.rank() >= mine.rank()) {
            answer.putNull("gap");
            return;
        }
        score(
                answer.putObject("gap"),
                next.score().minus(mine.score()).magnitude(),
                contest.metric().scale());
    }

    /** The rows before and after, as many as a page shows around oneself. */
    void around(ArrayNode into, int place) {
        int last = board.rows().size() - 1;
        for (int i = Math.max(0, place - AROUND); i <= Math.min(last, place + AROUND); i++) {
            var row = board.rows().get(i);
            if (together(row.unit(), board.rows().get(place).unit())) {
                into.add(row(row));
            }
        }
    }

    /** Where groups or divisions are ranked by themselves, another's rows are another list. */
    boolean together(String one, String other) {
        return (contest.groupTop() == 0
                        || Objects.equals(
                                board.groups().get(one), board.groups().get(other)))
                && Objects.equals(board.divisions().get(one), board.divisions().get(other));
    }

    /** The divisions in order, with how many stand in each. */
    void divisions(ObjectNode answer) {
        var divisions = contest.rules().divisions();
        if (divisions == null) {
            return;
        }
        var list = answer.putArray("divisions");
        divisions
                .names(board.divisions())
                .forEach(name -> list.addObject()
                        .put("division", name)
                        .put("total", board.division(name, board.rows()).size()));
    }

    /** A row as it stands in a list of the first ones. */
    ObjectNode listed(Board.Row row) {
        return row(row, sight.toldInList(row.unit()));
    }

    ObjectNode row(Board.Row row) {
        return row(row, sight.told(row.unit()));
    }

    private ObjectNode row(Board.Row row, boolean told) {
        var node = Json.object();
        boolean ranked = row.rank() <= contest.rankingTop();
        node.put("rank", ranked ? row.rank() : null);
        if (told) {
            node.put("unit_id", row.unit())
                    .put("unit_name", called(contest, board, row.unit(), !sight.near(row.unit())));
        } else {
            // Somebody: his place is no secret, who he is is.
            node.putNull("unit_id").putNull("unit_name");
        }
        if (contest.groupBy() != null) {
            node.put("group", told ? board.groups().get(row.unit()) : null);
        }
        if (!board.divisions().isEmpty()) {
            node.put("division", board.divisions().get(row.unit()));
        }
        if (row.rank() == Rules.UNRANKED) {
            node.put("reason", "min_volume");
        }
        score(node, row.score(), contest.metric().scale());
        node.put("display", display(row.score(), contest.metric().scale()));
        return node;
    }

    /** By nickname where the contest says so, and never by name to a stranger. What has no name is called by its code. */
    static String called(Contest contest, Board board, String unit, boolean stranger) {
        var called = board.names().get(unit);
        if (called == null) {
            return unit;
        }
        var name = contest.nickname() || stranger && contest.unit().equals("clerk") ? called.nickname() : called.name();
        return name == null ? unit : name;
    }

    static void score(ObjectNode into, Fraction score, int scale) {
        var rounded = score.rounded(scale);
        into.put("score", rounded == null ? null : rounded.toPlainString());
        into.putObject("raw").put("n", score.n()).put("d", score.d());
    }

    /** The score as a person reads it; a dash where there is none. */
    static String display(Fraction score, int scale) {
        var rounded = score.rounded(scale);
        if (rounded == null) {
            return "–";
        }
        var text = rounded.abs().toPlainString();
        int point = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
        var grouped = new StringBuilder(text);
        for (int i = point - 3; i > 0; i -= 3) {
            grouped.insert(i, ',');
        }
        return (rounded.signum() < 0 ? "-" : "") + grouped;
    }
}
