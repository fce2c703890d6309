package dev.serai.openapi;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/** Tells a database that is out of reach from a fault of ours. */
public final class StoreTrouble {
    /** SQLSTATE classes and codes (PostgreSQL manual, appendix A): connection, shutdown, crash, too many connections. */
    private static final List<String> OUTAGES = List.of("08", "57P01", "57P02", "57P03", "53300");

    private StoreTrouble() {}

    /** Whether this was thrown because the database could not be reached or went away. */
    public static boolean isOutage(Throwable thrown) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof SQLTransientConnectionException) {
                return true;
            }
            if (t instanceof SQLException sql) {
                var state = sql.getSQLState();
                if (state == null
                        ? sql.getCause() instanceof IOException
                        : OUTAGES.stream().anyMatch(state::startsWith)) {
                    return true;
                }
            }
        }
        return false;
    }
}
