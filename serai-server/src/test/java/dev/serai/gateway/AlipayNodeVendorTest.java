package dev.serai.gateway;

import dev.serai.kernel.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alipay's own client for Node, npm alipay-sdk, unmodified, against the door: test/alipay/check.mjs. */
@Timeout(300)
class AlipayNodeVendorTest extends VendorTests {
    @Test
    void v2_and_v3_calls_are_answered_and_refused_as_the_docs_say(@TempDir Path folder) throws Exception {
        var other = VendorAccount.made(joining, granting, apps, grants);
        var account = Json.object()
                .put("door", "http://127.0.0.1:" + door.port())
                .put("app_id", account().app())
                .put(
                        "private_key",
                        VendorAccount.base64(account().pair().getPrivate().getEncoded()))
                .put(
                        "platform_public_key",
                        VendorAccount.base64(account().platformKey().getEncoded()))
                .put("aes_key", account().aesKey())
                .put("app_cert", account().certificate().pem())
                .put("platform_cert", account().house().certificate())
                .put("root_cert", account().house().rootCertificate())
                .put(
                        "other_private_key",
                        VendorAccount.base64(other.pair().getPrivate().getEncoded()))
                .put("other_cert", other.certificate().pem());
        new NodeCheck(Path.of("..", "test", "alipay"), folder).passes(account);
    }
}
