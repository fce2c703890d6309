package dev.serai.merchant;

import dev.serai.operator.Refused;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a product manager signs before a merchant's live app is made. */
public enum Checklist {
    SANDBOX_CALL("沙箱应用的签名调用已到达", "A signed call of the sandbox app arrived"),
    CALLBACKS("通知已接收并验签", "Notifications are received and verified"),
    ERRORS("每种拒绝都有处理", "Refusals are handled"),
    SECURITY("密钥只保存在服务器上", "Keys are kept on a server only"),
    CONTACTS("夜间有人应答", "Somebody answers at night");

    private final String zh;
    private final String en;

    Checklist(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }

    static Checklist item(String word) {
        return Arrays.stream(values())
                .filter(item -> item.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("the checklist has no such item; it has "
                        + Arrays.stream(values()).map(Checklist::word).collect(Collectors.joining(", "))));
    }
}
