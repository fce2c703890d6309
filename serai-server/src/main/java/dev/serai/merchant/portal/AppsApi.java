package dev.serai.merchant.portal;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Account;
import dev.serai.merchant.App;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.AppKeys.AppView;
import dev.serai.merchant.GivenCertificate;
import dev.serai.merchant.Party;
import dev.serai.operator.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The merchant's own apps and their keys. Keys of the live app are the owner's. */
@RestController
@RequestMapping("/portal/api/apps")
class AppsApi {
    private final AppKeys keys;

    AppsApi(AppKeys keys) {
        this.keys = keys;
    }

    record AppList(List<AppView> apps) {}

    /** What a new key needs: a public key or, for a certificate, one of public_key, csr and certificate. */
    record Rotation(
            @Nullable Integer overlapHours,
            @Nullable String publicKey,
            @Nullable String csr,
            @Nullable String certificate) {}

    @GetMapping
    AppList all(Account by) {
        return new AppList(keys.of(by.merchant()));
    }

    @PostMapping("/{appId}/secrets")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewSecret secret(Account by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateSecret(mine(by, appId), Party.merchant(by), it.overlapHours);
    }

    @PostMapping("/{appId}/rsa-keys")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewPublicKey rsaKey(Account by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateRsaKey(mine(by, appId), Party.merchant(by), it.publicKey, it.overlapHours);
    }

    @PostMapping("/{appId}/sm2-keys")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewPublicKey sm2Key(Account by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateSm2Key(mine(by, appId), Party.merchant(by), it.publicKey, it.overlapHours);
    }

    @PostMapping("/{appId}/aes-keys")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewAesKey aesKey(Account by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateAesKey(mine(by, appId), Party.merchant(by), it.overlapHours);
    }

    @PostMapping("/{appId}/certificates")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewCertificate certificate(Account by, @PathVariable String appId, @RequestBody Rotation it) {
        var given = new GivenCertificate(it.publicKey, it.csr, it.certificate);
        return keys.rotateCertificate(mine(by, appId), Party.merchant(by), given, it.overlapHours);
    }

    @PostMapping("/{appId}/keys/{keyId}/end")
    AppKeys.Key end(Account by, @PathVariable String appId, @PathVariable String keyId) {
        return keys.end(mine(by, appId), Party.merchant(by), keyId);
    }

    private AppId mine(Account by, String appId) {
        var app = keys.owned(by.merchant(), appId);
        if (app.stage() == App.Stage.LIVE && by.role() != Account.Role.OWNER) {
            throw new Refused(403, "role.denied", "keys of the live app are the owner's; ask an owner of your team");
        }
        return new AppId(app.appId());
    }
}
