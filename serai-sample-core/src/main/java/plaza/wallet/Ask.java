package plaza.wallet;

import java.sql.SQLException;
import plaza.store.Session;
import plaza.web.Fields;
import plaza.web.Refusal;

/** Questions all of this room asks in the same words. */
final class Ask {
    static final long AMOUNT_MAX = 100_000_000_000L;

    private static final int REQUEST_KEY_CHARS_MAX = 200;
    private static final int ID_CHARS_MAX = 64;

    private Ask() {}

    static String requestKey(Fields body) {
        return body.text("request_key", REQUEST_KEY_CHARS_MAX);
    }

    static String id(Fields body, String name) {
        return body.text(name, ID_CHARS_MAX);
    }

    static void known(Session session, String table, String thing, String id) throws SQLException {
        if (!session.exists(table, id)) {
            throw new Refusal(422, thing + "_unknown", "there is no " + thing + " with id " + id);
        }
    }
}
