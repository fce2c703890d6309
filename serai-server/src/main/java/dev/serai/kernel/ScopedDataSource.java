package dev.serai.kernel;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Two pools behind one face: the house's role outside a {@link MerchantScope}, the application role inside, with
 * {@code serai.merchant} set to the scope's merchant before anybody gets the connection. A connection that served the same
 * merchant last costs no extra round trip.
 */
public final class ScopedDataSource extends AbstractDataSource implements AutoCloseable {
    private final HikariDataSource house;
    private final HikariDataSource merchants;

    /** The merchant each physical connection of the application role is set to. */
    private final Map<Connection, String> setTo = Collections.synchronizedMap(new WeakHashMap<>());

    public ScopedDataSource(HikariConfig house, HikariConfig merchants) {
        this.house = new HikariDataSource(house);
        this.merchants = new HikariDataSource(merchants);
    }

    @Override
    public Connection getConnection() throws SQLException {
        var merchant = MerchantScope.merchant();
        return merchant == null ? house.getConnection() : of(merchant);
    }

    private Connection of(String merchant) throws SQLException {
        var connection = merchants.getConnection();
        try {
            var physical = connection.unwrap(org.postgresql.jdbc.PgConnection.class);
            if (!merchant.equals(setTo.get(physical))) {
                setTo.remove(physical);
                // In autocommit, as every connection comes from the pool: a rollback later does not take it back.
                try (var set = connection.prepareStatement("SELECT set_config('serai.merchant', ?, false)")) {
                    set.setString(1, merchant);
                    set.execute();
                }
                setTo.put(physical, merchant);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("the house's pools have their users; ask for a connection without one");
    }

    @Override
    public void close() {
        merchants.close();
        house.close();
    }
}
