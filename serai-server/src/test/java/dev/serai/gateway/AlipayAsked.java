package dev.serai.gateway;

import com.alipay.api.AlipayObject;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a merchant writes to call a method that Alipay's client does not know by name. */
public final class AlipayAsked implements AlipayRequest<AlipayAsked.Said> {
    private final String method;
    private final Map<String, String> texts = new HashMap<>();
    private String version = "1.0";
    private boolean encrypt;

    AlipayAsked(String method, String bizContent) {
        this.method = method;
        if (!bizContent.isEmpty()) {
            texts.put("biz_content", bizContent);
        }
    }

    @Override
    public String getApiMethodName() {
        return method;
    }

    @Override
    public Map<String, String> getTextParams() {
        return texts;
    }

    @Override
    public String getApiVersion() {
        return version;
    }

    @Override
    public void setApiVersion(String version) {
        this.version = version;
    }

    @Override
    public @Nullable String getTerminalType() {
        return null;
    }

    @Override
    public void setTerminalType(String type) {}

    @Override
    public @Nullable String getTerminalInfo() {
        return null;
    }

    @Override
    public void setTerminalInfo(String info) {}

    @Override
    public @Nullable String getProdCode() {
        return null;
    }

    @Override
    public void setProdCode(String code) {}

    @Override
    public @Nullable String getNotifyUrl() {
        return null;
    }

    @Override
    public void setNotifyUrl(String url) {}

    @Override
    public @Nullable String getReturnUrl() {
        return null;
    }

    @Override
    public void setReturnUrl(String url) {}

    @Override
    public Class<Said> getResponseClass() {
        return Said.class;
    }

    @Override
    public boolean isNeedEncrypt() {
        return encrypt;
    }

    @Override
    public void setNeedEncrypt(boolean encrypt) {
        this.encrypt = encrypt;
    }

    @Override
    public @Nullable AlipayObject getBizModel() {
        return null;
    }

    @Override
    public void setBizModel(AlipayObject model) {}

    /** The same, encrypted. */
    AlipayAsked encrypted() {
        encrypt = true;
        return this;
    }

    public static final class Said extends AlipayResponse {
        private static final long serialVersionUID = 1L;
    }
}
