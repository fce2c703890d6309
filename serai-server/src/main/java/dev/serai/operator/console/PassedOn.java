package dev.serai.operator.console;

import dev.serai.kernel.InsidePass;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Receives what the door passed on: such a request comes from the address the door saw, and reaches the outside's paths
 * alone, whatever its path turned into. A wrong pass is somebody's forgery and gets nothing.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class PassedOn extends OncePerRequestFilter {
    private final InsidePass pass;

    PassedOn(InsidePass pass) {
        this.pass = pass;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var shown = request.getHeader(InsidePass.HEADER);
        if (shown == null) {
            chain.doFilter(request, response);
            return;
        }
        var client = request.getHeader(InsidePass.CLIENT);
        if (!pass.opens(shown) || client == null) {
            refuse(response, 400, "request.invalid", "the header " + InsidePass.HEADER + " is the door's alone");
            return;
        }
        // As the container understood it, after all decoding: this is what finds the controller.
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (!InsidePass.leadsInside(path)) {
            refuse(response, 404, "not_found", "there is nothing here; see /docs/");
            return;
        }
        chain.doFilter(new FromOutside(request, client), response);
    }

    private static void refuse(HttpServletResponse response, int status, String code, String message)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().write("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }

    /** The request as its sender made it: from his address, without the pass. */
    private static final class FromOutside extends HttpServletRequestWrapper {
        private final String client;

        FromOutside(HttpServletRequest request, String client) {
            super(request);
            this.client = client;
        }

        private static boolean ours(String name) {
            return name.equalsIgnoreCase(InsidePass.HEADER) || name.equalsIgnoreCase(InsidePass.CLIENT);
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        @Override
        public String getRemoteHost() {
            return client;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return ours(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return ours(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !ours(name))
                    .toList());
        }
    }
}
