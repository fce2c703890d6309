package dev.serai.gateway.desk;

/** A way of calling, as far as its signature goes. */
enum Speech {
    SERAI("serai"),
    ALIPAY("alipay"),
    TOP("top"),
    WECHAT("wechat"),
    ALIPAY_V3("alipay_v3"),
    RFC9421("rfc9421");

    private final String word;

    Speech(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** Whether the signature covers a text of sorted parameters; otherwise it covers parts of the message as they are. */
    boolean ofParameters() {
        return this == SERAI || this == ALIPAY || this == TOP;
    }
}
