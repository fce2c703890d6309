package dev.serai.contest;

import dev.serai.activity.Outlook;
import dev.serai.activity.Outlook.Level;
import dev.serai.activity.Play.Viewer;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer may see of one board. The rules stand here and nowhere else (docs/embed.md has them as a table).
 *
 * <p><b>Who.</b> Staff and signed calls see everything; a signed call for a user who is a known clerk is held to that
 * clerk's scope where it asks for single people. A stranger sees what a public contest shows everybody. Page sessions and
 * embed links look from an {@link Outlook}.
 *
 * <p><b>Near</b> is who belongs to the viewer's part of the company; a clerk's colleagues are near him too, but only he
 * himself is <b>within</b>. Names are told of the near, single scores of those within, documents of those within where the
 * outlook says so. Others have their nickname as far as the list is shown to everybody, and below that neither name nor code.
 *
 * <p><b>Nobody's business.</b> Whose part of the company has nobody on the board is refused as a whole, unless the contest is
 * public, where he is a stranger. A user of whom nobody knows what he stands for is a stranger as well where stores and the
 * like are ranked, and refused where people are.
 */
final class Sight {
    private enum Kind {
        WHOLE,
        STRANGER,
        SCOPED
    }

    private final Contest contest;
    private final Board board;
    private final Viewer viewer;
    /** Not asked by who looks from nowhere in particular. */
    private final @Nullable Where where;

    private final Kind kind;
    private final @Nullable Outlook outlook;

    private Sight(
            Contest contest, Board board, Viewer viewer, @Nullable Where where, Kind kind, @Nullable Outlook outlook) {
        this.contest = contest;
        this.board = board;
        this.viewer = viewer;
        this.where = where;
        this.kind = kind;
        this.outlook = outlook;
    }

    /** What staff see at the console: everything. */
    static Sight staff(Contest contest, Board board) {
        return new Sight(contest, board, new Viewer(null, true, false), null, Kind.WHOLE, null);
    }

    private Where where() {
        return Objects.requireNonNull(where, "whoever has an outlook looks from somewhere");
    }

    /** @throws Refusal where the contest is none of the viewer's business */
    static Sight of(Contest contest, Board board, Viewer viewer, Whereabouts whereabouts) {
        var where = new Where(contest, board, whereabouts);
        if (viewer.anonymous()) {
            return new Sight(contest, board, viewer, where, Kind.STRANGER, null);
        }
        var outlook = viewer.outlook();
        if (outlook == null) {
            var user = viewer.userId();
            if (user != null
                    && (contest.unit().equals("clerk") && board.place(user).isPresent() || where.knows(user))) {
                return new Sight(contest, board, viewer, where, Kind.SCOPED, Outlook.himself(user));
            }
            return new Sight(contest, board, viewer, where, Kind.WHOLE, null);
        }
        var scoped = new Sight(contest, board, viewer, where, Kind.SCOPED, outlook);
        if (scoped.concerned()) {
            return scoped;
        }
        boolean nobodyKnown = !outlook.declared() && !people(contest) && !where.knows(outlook.unit());
        if (!contest.open() && !nobodyKnown) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED,
                    "nobody of your part of the company takes part in this contest, so it is not shown");
        }
        return new Sight(contest, board, viewer, where, Kind.STRANGER, null);
    }

    /** Whether single persons are ranked. */
    static boolean people(Contest contest) {
        return contest.unit().equals("clerk") || contest.unit().equals("user");
    }

    private boolean concerned() {
        if (outlook == null || outlook.level() == Level.ALL) {
            return true;
        }
        if (contest.unit().equals("user")) {
            return !outlook.declared();
        }
        return mine().filter(unit -> board.place(unit).isPresent()).isPresent()
                || board.rows().stream().anyMatch(row -> near(row.unit()));
    }

    boolean whole() {
        return kind == Kind.WHOLE;
    }

    /** The outlook that holds; empty for who sees everything and for strangers. */
    Optional<Outlook> outlook() {
        return Optional.ofNullable(outlook);
    }

    /** The participant the viewer is, or belongs to; he need not be on the board. */
    Optional<String> mine() {
        if (outlook == null) {
            return Optional.empty();
        }
        if (contest.unit().equals("user")) {
            return Optional.ofNullable(viewer.userId());
        }
        return Optional.ofNullable(where().participant(outlook.level(), outlook.unit()));
    }

    /** Of whom he may see everything. */
    boolean within(String unit) {
        if (outlook == null) {
            return kind == Kind.WHOLE;
        }
        if (outlook.level() == Level.ALL) {
            return true;
        }
        if (contest.unit().equals("user")) {
            return unit.equals(viewer.userId());
        }
        return outlook.unit().equals(where().of(unit, outlook.level()));
    }

    /** Whom he may know by name. */
    boolean near(String unit) {
        if (within(unit)) {
            return true;
        }
        if (outlook == null || outlook.level() != Level.CLERK || !contest.unit().equals("clerk")) {
            return false;
        }
        var store = where().ofClerk(outlook.unit(), Level.STORE);
        return store != null && store.equals(where().of(unit, Level.STORE));
    }

    /** How many rows a list shows from its top; the rest is there for those near alone. */
    int fold(int rows) {
        return kind == Kind.WHOLE || viewer.signed() ? rows : Math.min(contest.showTop(), rows);
    }

    /** Whether a row that stands in a list everybody like him sees is told with its code and what it is called. */
    boolean toldInList(String unit) {
        return kind == Kind.WHOLE || !contest.unit().equals("user") || near(unit);
    }

    /** The same of a row somewhere on the board. */
    boolean told(String unit) {
        return near(unit)
                || toldInList(unit)
                        && (viewer.signed()
                                || board.place(unit)
                                        .filter(place -> board.before(place, contest.showTop()) < contest.showTop())
                                        .isPresent());
    }

    /** Whether a single participant's place, neighbours and past may be asked for. */
    boolean details(String unit) {
        if (within(unit) || mine().filter(unit::equals).isPresent()) {
            return true;
        }
        // What a public contest shows everybody needs no leave.
        return contest.open() && !contest.unit().equals("user") && !people(contest) && told(unit);
    }

    /** Whether the documents behind a score may be seen. */
    boolean explains(String unit) {
        return kind == Kind.WHOLE || outlook != null && outlook.explains() && within(unit);
    }

    /** @throws Refusal where a group is not his; one answer, whether there is such a group or not */
    void requireGroup(String group) {
        if (kind == Kind.SCOPED && !contest.open() && !wholeGroup(group) && !group.equals(myGroup())) {
            throw outside();
        }
    }

    /** Whether all rows of a group are shown to him, not only the first. */
    boolean wholeGroup(String group) {
        if (outlook == null) {
            return kind == Kind.WHOLE;
        }
        if (viewer.signed() && contest.open()) {
            return true;
        }
        boolean colleagues = outlook.level() == Level.CLERK && "store".equals(contest.groupBy());
        return colleagues ? group.equals(myGroup()) : where().groupWithin(group, outlook.level(), outlook.unit());
    }

    private @Nullable String myGroup() {
        if (outlook == null || contest.groupBy() == null) {
            return null;
        }
        var level = Level.of(contest.groupBy()).orElseThrow();
        var mine = mine().filter(unit -> board.place(unit).isPresent()).orElse(null);
        if (mine != null) {
            return where().of(mine, level);
        }
        return switch (outlook.level()) {
            case CLERK -> where().ofClerk(outlook.unit(), level);
            case STORE -> where().ofStore(outlook.unit(), level);
            default -> null;
        };
    }

    /** The answer to everything that is not his to see: it must not tell who there is. */
    static Refusal outside() {
        return new Refusal(
                SubCode.ACTION_NOT_ALLOWED,
                "that is outside of what this page may show; it shows your own part of the company");
    }
}
