package dev.serai.gateway;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.merchant.Sm2;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A merchant's app with every key, as a vendor's client is set up with: what the portal and demo.json show of it. */
record VendorAccount(
        String app,
        String secret,
        KeyPair pair,
        KeyPair sm2,
        String aesKey,
        Joining.AppCertificate certificate,
        PublicKey platformKey,
        Joining.PlatformCertificates house) {
    static VendorAccount made(Joining joining, Granting granting, Apps apps, Grants grants) {
        var id = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + id);
        var pair = Joining.newPair();
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(id, merchant, "Test", true, false, 1_000));
        var secret = joining.secret(id);
        joining.rsaKey(id, base64(pair.getPublic().getEncoded()));
        var sm2 = Sm2.newPair();
        joining.sm2Key(id, base64(sm2.getPublic().getEncoded()));
        var aesKey = joining.newAesKey();
        joining.aesKey(id, aesKey);
        var certificate = joining.certificate(id, pair.getPublic());
        var platform = Signatures.publicKey(joining.platformPublicKey());
        var house = joining.platformCertificates();
        granting.call(id, "serai.ping", 1);
        granting.call(id, "order.create_order", 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> apps.find(id.value())
                                .map(app -> !app.keys().certificates().isEmpty())
                                .orElse(false)
                        && apps.platform().certSn().equals(house.certSn())
                        && grants.mayCall(id, "order.create_order", 1));
        return new VendorAccount(id.value(), secret, pair, sm2, aesKey, certificate, platform, house);
    }

    String serial() {
        return KeySerial.of(pair.getPublic());
    }

    String platformSerial() {
        return KeySerial.of(platformKey);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
