package dev.serai.core;

import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A test instance of the core that sandbox apps reach instead of the core itself; there where
 * {@code serai.core.sandbox-url} (SERAI_CORE_SANDBOX_URL) names one.
 */
@Component
public class SandboxCore implements DisposableBean {
    /** What a caller is told where there is none. */
    public static final String NONE =
            "the sandbox has no core of its own here, and what it does must not reach the real one;"
                    + " ask the platform (an operator sets SERAI_CORE_SANDBOX_URL to a test instance)";

    private final Optional<PooledCoreHttp> http;

    SandboxCore(@Value("${serai.core.sandbox-url:}") String url) {
        this.http = url.isBlank()
                ? Optional.empty()
                : Optional.of(new PooledCoreHttp(url, PooledCoreHttp.DEADLINE, PooledCoreHttp.places()));
    }

    public Optional<CoreHttp> http() {
        return http.map(it -> it);
    }

    @Override
    public void destroy() {
        http.ifPresent(PooledCoreHttp::close);
    }
}
