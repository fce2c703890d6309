package dev.serai.operator;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Puts the {@link Doorkeeper} in place, and refuses to start when a console method forgot to say who may call it. */
@Configuration(proxyBeanMethods = false)
class ConsoleDoor {
    static final String GUARDED = "/api/";

    @Bean
    WebMvcConfigurer doorkeeping(Doorkeeper doorkeeper) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(doorkeeper).addPathPatterns(GUARDED + "**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Kept(Actor.class, Doorkeeper.ACTOR));
                resolvers.add(new Kept(Session.class, Doorkeeper.SESSION));
            }
        };
    }

    @Bean
    SmartInitializingSingleton everyConsoleMethodSaysWhoMayCallIt(
            ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return () -> mappings.stream()
                .forEach(mapping -> mapping.getHandlerMethods().forEach((info, method) -> {
                    if (info.getPatternValues().stream().anyMatch(p -> (p + "/").startsWith(GUARDED))) {
                        check(method);
                    }
                }));
    }

    static void check(HandlerMethod method) {
        long said = Stream.of(Allowed.class, AllowedToStaff.class, Open.class)
                .filter(method::hasMethodAnnotation)
                .count();
        if (said != 1) {
            throw new IllegalStateException(method
                    + " is under /api/ and must carry exactly one of @Allowed, @AllowedToStaff, @Open, found " + said);
        }
    }

    /** A controller's parameter that the doorkeeper found out. */
    private record Kept(Class<?> type, String attribute) implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == type;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return request.getAttribute(attribute, RequestAttributes.SCOPE_REQUEST);
        }
    }
}
