package dev.serai.workbench;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import dev.serai.merchant.AppKeys;
import dev.serai.operator.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The apps of the merchant who asks. */
@Component
class MyApps {
    private final AppKeys apps;

    MyApps(AppKeys apps) {
        this.apps = apps;
    }

    List<AppKeys.AppView> all(MerchantId merchant) {
        return MerchantScope.as(merchant, () -> apps.of(merchant));
    }

    /** The one wanted, or all; another's is as unknown as none. */
    List<String> ids(MerchantId merchant, @Nullable String wanted) {
        var mine = all(merchant).stream().map(AppKeys.AppView::appId).toList();
        if (wanted == null) {
            return mine;
        }
        if (!mine.contains(wanted)) {
            throw Refused.notFound("there is no such app");
        }
        return List.of(wanted);
    }
}
