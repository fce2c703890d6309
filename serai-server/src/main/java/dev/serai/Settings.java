package dev.serai;

import dev.serai.kernel.DatabaseAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the process is told by its environment, under the names the launcher uses.
 *
 * @param door host:port the outside world reaches
 * @param console host:port for staff
 * @param coreUrl the core business system's base address
 * @param data the data folder
 * @param demo whether a first start loads the demo
 * @param external whether somebody else runs the database
 */
record Settings(
        String door,
        String console,
        String coreUrl,
        String sandboxCoreUrl,
        String coreWebhookSecret,
        Path data,
        Path ui,
        boolean demo,
        boolean external,
        DatabaseAddress database,
        String ownerUser,
        String ownerPassword,
        String appUser,
        String appPassword,
        String houseUser,
        String housePassword) {

    static Settings of(Map<String, String> env) {
        var external = env.get("SERAI_DB_URL");
        var address = DatabaseAddress.parse(
                external != null
                        ? external
                        : env.getOrDefault("SERAI_DB_URL_INTERNAL", "postgresql://127.0.0.1:15432/serai"));
        var given = new Object() {
            String of(String name, String otherwise) {
                var value = env.get(name);
                return value == null || value.isEmpty() ? otherwise : value;
            }
        };
        var userInUrl = address.user() == null ? "serai_owner" : address.user();
        var passwordInUrl = address.password() == null ? "" : address.password();
        return new Settings(
                given.of("SERAI_DOOR", "127.0.0.1:8080"),
                given.of("SERAI_CONSOLE", "127.0.0.1:8081"),
                given.of("SERAI_CORE_URL", "http://127.0.0.1:8082"),
                given.of("SERAI_CORE_SANDBOX_URL", ""),
                given.of("SERAI_CORE_WEBHOOK_SECRET", ""),
                Path.of(given.of("SERAI_DATA", "data")),
                Path.of(given.of("SERAI_UI", "serai-ui/dist")),
                given.of("SERAI_EMPTY", "").isEmpty(),
                external != null,
                address,
                external != null ? userInUrl : given.of("SERAI_DB_OWNER_USER", "serai_owner"),
                external != null ? passwordInUrl : given.of("SERAI_DB_OWNER_PASSWORD", ""),
                given.of("SERAI_DB_APP_USER", "serai_app"),
                given.of("SERAI_DB_APP_PASSWORD", ""),
                given.of("SERAI_DB_HOUSE_USER", "serai_house"),
                given.of("SERAI_DB_HOUSE_PASSWORD", ""));
    }

    Settings with(ExternalDatabase.Passwords passwords) {
        return new Settings(
                door,
                console,
                coreUrl,
                sandboxCoreUrl,
                coreWebhookSecret,
                data,
                ui,
                demo,
                external,
                database,
                ownerUser,
                ownerPassword,
                appUser,
                passwords.app(),
                houseUser,
                passwords.house());
    }

    Map<String, Object> asProperties() {
        var p = new HashMap<String, Object>();
        p.put("serai.door.host", host(door));
        p.put("serai.door.port", port(door));
        p.put("server.address", host(console));
        p.put("server.port", port(console));
        p.put("serai.core.url", coreUrl);
        p.put("serai.core.sandbox-url", sandboxCoreUrl);
        p.put("serai.core.webhook-secret", coreWebhookSecret);
        p.put("serai.data", data.toAbsolutePath().toString());
        p.put("serai.ui", ui.toAbsolutePath().toString());
        p.put("serai.demo", demo);
        p.put("spring.datasource.url", database.jdbcUrl());
        p.put("spring.datasource.username", appUser);
        p.put("spring.datasource.password", appPassword);
        p.put("spring.flyway.url", database.jdbcUrl());
        p.put("spring.flyway.user", ownerUser);
        p.put("spring.flyway.password", ownerPassword);
        p.put("spring.flyway.placeholders.app", appUser);
        p.put("spring.flyway.placeholders.house", houseUser);
        p.put("serai.house.username", houseUser);
        p.put("serai.house.password", housePassword);
        return p;
    }

    private static String host(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
