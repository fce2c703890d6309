package dev.serai.gateway;

import io.vertx.core.MultiMap;

/** A dialect with addresses of its own: a prefix, then the method as Serai's own dialect writes it. */
interface PrefixedDialect extends HeaderDialect {
    /** With a slash before it and none after. */
    String prefix();

    @Override
    default boolean speaks(SeraiDialect.Target target, MultiMap headers) {
        return target.path().startsWith(prefix() + "/");
    }

    @Override
    default SeraiDialect.Target target(SeraiDialect.Target target) {
        return new SeraiDialect.Target(target.path().substring(prefix().length()), target.query());
    }
}
