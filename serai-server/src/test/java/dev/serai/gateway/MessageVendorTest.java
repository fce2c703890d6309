package dev.serai.gateway;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Two npm clients of RFC 9421, unmodified, against the door: test/rfc9421/check.mjs. */
@HouseTest
@Timeout(300)
class MessageVendorTest {
    private static final Path SCRIPTS = Path.of("..", "test", "rfc9421");

    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    Apps apps;

    @Autowired
    Grants grants;

    @Test
    void both_clients_call_and_are_answered_and_refused_as_the_docs_say(@TempDir Path folder) throws Exception {
        var account = VendorAccount.made(joining, granting, apps, grants);
        new NodeCheck(SCRIPTS, folder)
                .passes(Json.object()
                        .put("door", "http://127.0.0.1:" + door.port())
                        .put("app_id", account.app())
                        .put("secret", account.secret())
                        .put(
                                "private_key",
                                VendorAccount.base64(account.pair().getPrivate().getEncoded()))
                        .put(
                                "platform_public_key",
                                VendorAccount.base64(account.platformKey().getEncoded()))
                        .put("platform_serial_no", account.platformSerial()));
    }
}
