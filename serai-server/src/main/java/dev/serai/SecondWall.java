package dev.serai;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import dev.serai.kernel.ScopedDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Refuses to start where the database would not keep merchants apart: under roles that own tables, are superuser or pass by
 * row-level security, or where the application role could become the house's. Looks after the migrations and before the door
 * opens.
 */
@Component
final class SecondWall implements SmartInitializingSingleton {
    private static final String LOOK = """
            SELECT current_user, rolsuper, rolbypassrls,
                   EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND pg_has_role(current_user, c.relowner, 'MEMBER')),
                   pg_has_role(current_user, ?, 'MEMBER')
            FROM pg_roles WHERE rolname = current_user""";

    private final ScopedDataSource database;

    SecondWall(ScopedDataSource database) {
        this.database = database;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try (var house = database.getConnection();
                var merchants = MerchantScope.as(new MerchantId("nobody"), this::connection)) {
            var houseUser = house.getMetaData().getUserName();
            var holes = new ArrayList<String>(holes(house, houseUser, true));
            holes.addAll(holes(merchants, houseUser, false));
            if (!holes.isEmpty()) {
                throw new IllegalStateException(
                        "the database would not keep merchants apart: " + String.join("; ", holes)
                                + ". Give Serai two plain roles, owners of nothing (see docs/decisions/0015)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the roles of the database could not be looked at", e);
        }
    }

    private Connection connection() {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException("the application role cannot log in: " + e.getMessage(), e);
        }
    }

    /** What is wrong with the role of this connection; package-private for its test. */
    static List<String> holes(Connection connection, String houseUser, boolean isHouse) throws SQLException {
        var holes = new ArrayList<String>();
        try (var query = connection.prepareStatement(LOOK)) {
            query.setString(1, houseUser);
            try (var row = query.executeQuery()) {
                row.next();
                var role = "role " + row.getString(1);
                if (row.getBoolean(2)) {
                    holes.add(role + " is a superuser");
                }
                if (row.getBoolean(3)) {
                    holes.add(role + " has BYPASSRLS");
                }
                if (row.getBoolean(4)) {
                    holes.add(role + " owns guarded tables, or is a member of who does");
                }
                if (!isHouse && row.getBoolean(5)) {
                    holes.add(role + " is, or may become, the house's role " + houseUser);
                }
            }
        }
        return holes;
    }
}
