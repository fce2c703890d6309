package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.jspecify.annotations.Nullable;

/**
 * The core's client of an event loop, and the one of the core that sandbox apps reach instead.
 *
 * @param sandbox null where the sandbox has no core of its own: then it may read the core's, and write nothing
 */
record CoreProxies(CoreProxy live, @Nullable CoreProxy sandbox) {
    CoreProxy of(boolean isSandbox, boolean writes) {
        if (!isSandbox) {
            return live;
        }
        if (sandbox != null) {
            return sandbox;
        }
        if (writes) {
            throw new Refusal(
                    SubCode.CORE_UNAVAILABLE,
                    "the sandbox has no core of its own here, and what it does must not reach the real one; ask the platform"
                            + " (an operator sets SERAI_CORE_SANDBOX_URL to a test instance)");
        }
        return live;
    }
}
