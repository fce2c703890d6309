package dev.serai.merchant.portal;

import dev.serai.kernel.Tokens;
import dev.serai.merchant.Account;
import dev.serai.merchant.Accounts;
import dev.serai.operator.Refused;
import dev.serai.operator.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Stands before every portal method: who is it, does the request come from our own page, may he do this. A method that says
 * nothing is for everybody of the merchant's who is signed in.
 */
@Component
class PortalDoor implements HandlerInterceptor {
    static final String PATHS = "/portal/api/**";
    private static final String ACCOUNT = "dev.serai.portal.account";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Accounts accounts;

    PortalDoor(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || method.hasMethodAnnotation(Anyone.class)) {
            return true;
        }
        var token = token(request);
        if (token == null) {
            throw new Refused(401, "session.missing", "nobody is signed in; POST /portal/api/login first");
        }
        var account = accounts.find(token);
        if (account == null) {
            throw new Refused(401, "session.expired", "the session has ended; sign in again");
        }
        if (!READING.contains(request.getMethod())
                && !Tokens.same(account.csrf(), request.getHeader(Sessions.CSRF_HEADER))) {
            throw new Refused(
                    403,
                    "csrf.mismatch",
                    "the header " + Sessions.CSRF_HEADER + " must carry the csrf value of GET /portal/api/me");
        }
        if (method.hasMethodAnnotation(Owner.class) && account.role() != Account.Role.OWNER) {
            throw new Refused(403, "role.denied", "a developer may not do this; ask an owner of your team");
        }
        request.setAttribute(ACCOUNT, account);
        return true;
    }

    static @Nullable String token(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(c -> c.getName().equals(Accounts.COOKIE))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /** Puts it in place. */
    @Configuration(proxyBeanMethods = false)
    static class Placing {
        @Bean
        WebMvcConfigurer portalDoorkeeping(PortalDoor door) {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    registry.addInterceptor(door).addPathPatterns(PATHS);
                }

                @Override
                public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                    resolvers.add(new SignedIn());
                }
            };
        }
    }

    private static final class SignedIn implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Account.class;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return request.getAttribute(ACCOUNT, RequestAttributes.SCOPE_REQUEST);
        }
    }
}
