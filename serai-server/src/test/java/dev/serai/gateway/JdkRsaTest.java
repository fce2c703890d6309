package dev.serai.gateway;

import java.security.PrivateKey;

class JdkRsaTest extends RsaSignerContract {
    @Override
    RsaSigner signer(PrivateKey key) {
        return new JdkRsa(key);
    }
}
