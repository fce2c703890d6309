package dev.serai.operator.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells browsers to run and frame nothing but our own, and keeps bodies within bounds. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleHeaders extends OncePerRequestFilter {
    static final long BODY_SIZE_MAX_BYTES = 16L * 1024 * 1024;

    /** A file of facts is read as a stream, never held as a whole. */
    static final long FACT_FILE_SIZE_MAX_BYTES = 8L * 1024 * 1024 * 1024;

    private static final String FACT_FILES = "/api/facts/load";

    /** Styles may be inline: ECharts' tooltips and Element Plus set them so. Scripts may not. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (request.getRequestURI().startsWith("/api/")) {
            response.setHeader("Cache-Control", "no-store");
        }
        long limit = request.getRequestURI().equals(FACT_FILES) ? FACT_FILE_SIZE_MAX_BYTES : BODY_SIZE_MAX_BYTES;
        if (request.getContentLengthLong() > limit) {
            refuse(response, 413, "body.too_large", "a body may have " + limit + " bytes at most");
        } else if (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null) {
            refuse(response, 411, "request.invalid", "say how long the body is: send a Content-Length");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletResponse response, int status, String code, String message)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().write("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }
}
