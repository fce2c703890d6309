package dev.serai.merchant.console;

import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Party;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys of any app, for the staff that helps. */
@RestController
@RequestMapping("/api/apps/{appId}")
class AppKeysApi {
    private final AppKeys keys;

    AppKeysApi(AppKeys keys) {
        this.keys = keys;
    }

    record Rotation(
            @Nullable Integer overlapHours, @Nullable String publicKey) {}

    record Md5(@Nullable Boolean allowed) {}

    @Allowed(Role.OPERATIONS)
    @PostMapping("/secrets")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewSecret secret(Actor by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateSecret(keys.any(appId), Party.staff(by), it.overlapHours);
    }

    @Allowed(Role.OPERATIONS)
    @PostMapping("/rsa-keys")
    @ResponseStatus(HttpStatus.CREATED)
    AppKeys.NewPublicKey rsaKey(Actor by, @PathVariable String appId, @RequestBody Rotation it) {
        return keys.rotateRsaKey(keys.any(appId), Party.staff(by), it.publicKey, it.overlapHours);
    }

    @Allowed(Role.OPERATIONS)
    @PostMapping("/keys/{keyId}/end")
    AppKeys.Key end(Actor by, @PathVariable String appId, @PathVariable String keyId) {
        return keys.end(keys.any(appId), Party.staff(by), keyId);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/legacy-md5")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void legacyMd5(Actor by, @PathVariable String appId, @RequestBody Md5 it) {
        if (it.allowed == null) {
            throw Refused.invalid("allowed is required: true or false");
        }
        keys.legacyMd5(keys.any(appId), Party.staff(by), it.allowed);
    }
}
