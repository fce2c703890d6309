package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import org.jspecify.annotations.Nullable;

/** The sandbox apps as they are now, from memory. A change is seen within a second on every node. */
public interface Sandboxes {
    /** What a sandbox app's data stand under instead of the merchant: no merchant has such an id. */
    String MARK = "~sandbox";

    boolean is(AppId app);

    /** The fault that befalls this call or delivery; null: none. Asked anew for each, for a fault may befall only some. */
    @Nullable Fault befalling(AppId app, Fault.Kind kind);

    /**
     * Under whom the app's data stand. A sandbox app has a space of its own beside the merchant's, so that neither ever meets
     * the other's orders, subscriptions or sessions, and the database keeps them apart as it keeps merchants apart.
     */
    default MerchantId space(AppId app, MerchantId merchant) {
        return is(app) ? spaceOf(merchant) : merchant;
    }

    /** The space of this merchant's sandbox apps. */
    static MerchantId spaceOf(MerchantId merchant) {
        return isSpace(merchant) ? merchant : new MerchantId(merchant.value() + MARK);
    }

    static boolean isSpace(MerchantId merchant) {
        return merchant.value().endsWith(MARK);
    }
}
