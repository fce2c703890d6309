package dev.serai.activity;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says, while a page's call passes the door's checks on this thread, from where its session looks. A signed call has none:
 * its app looks by itself.
 */
final class PageCall {
    private static final ScopedValue<Outlook> OUTLOOK = ScopedValue.newInstance();

    private PageCall() {}

    static <T> T from(Outlook outlook, Supplier<T> call) {
        return ScopedValue.where(OUTLOOK, outlook).call(call::get);
    }

    static Optional<Outlook> outlook() {
        return OUTLOOK.isBound() ? Optional.of(OUTLOOK.get()) : Optional.empty();
    }
}
