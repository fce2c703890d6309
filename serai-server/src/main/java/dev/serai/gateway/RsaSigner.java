package dev.serai.gateway;

/** Signs with one RSA private key: SHA256withRSA (PKCS#1 v1.5). Safe for many threads; takes up to milliseconds. */
interface RsaSigner {
    byte[] sign(byte[] text);
}
