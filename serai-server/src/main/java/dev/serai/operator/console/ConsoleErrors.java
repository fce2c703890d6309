package dev.serai.operator.console;

import dev.serai.kernel.Ids;
import dev.serai.operator.Refused;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;

/** What the console says when it cannot do what was asked: one form, the cause, no stack trace. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ConsoleErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleErrors.class);
    private static final int CAUSES_MAX = 20;

    private final Ids ids;

    ConsoleErrors(Ids ids) {
        this.ids = ids;
    }

    @ExceptionHandler
    ResponseEntity<ConsoleError> refused(Refused refused) {
        return answer(refused.status(), refused.code(), refused.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ConsoleError> any(Exception problem) throws IOException {
        if (problem instanceof HttpMessageNotReadableException) {
            return answer(400, "request.invalid", "the body is not the JSON this call takes; see docs/console-api.md");
        }
        if (problem instanceof TypeMismatchException mismatch) {
            return answer(400, "request.invalid", mismatch.getPropertyName() + " has a value of the wrong kind");
        }
        if (problem instanceof ErrorResponse known) {
            return known(known);
        }
        if (problem instanceof IOException disconnected) {
            // The client has gone: nobody is left to answer.
            throw disconnected;
        }
        if (databaseIsAway(problem)) {
            return answer(503, "store.unavailable", "the database does not answer; try again in a moment");
        }
        var incident = ids.next();
        LOG.error("incident {}", incident, problem);
        return answer(500, "internal", "something broke here; the log has it under incident " + incident);
    }

    private static ResponseEntity<ConsoleError> known(ErrorResponse known) {
        int status = known.getStatusCode().value();
        var detail = known.getBody().getDetail();
        return ResponseEntity.status(status)
                .headers(known.getHeaders())
                .contentType(MediaType.APPLICATION_JSON)
                .body(ConsoleError.of(code(status), detail == null ? "this cannot be answered" : detail));
    }

    private static ResponseEntity<ConsoleError> answer(int status, String code, String message) {
        // The content type is said, not negotiated: a client that accepts only text still learns the cause.
        return ResponseEntity.status(status)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .body(ConsoleError.of(code, message));
    }

    static String code(int status) {
        return switch (status) {
            case 404 -> "not_found";
            case 405 -> "http.method";
            case 413 -> "body.too_large";
            case 415 -> "body.type";
            case 503 -> "store.unavailable";
            default -> status < 500 ? "request.invalid" : "internal";
        };
    }

    /** By the SQLSTATE of PostgreSQL: 08 connection, 53 resources, 57 shutting down; or the pool had no connection in time. */
    static boolean databaseIsAway(Throwable problem) {
        @Nullable Throwable cause = problem;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                var state = sql.getSQLState();
                if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The same form for what fails outside of any controller. */
    @Component
    static class Outside extends DefaultErrorAttributes {
        @Override
        public Map<String, @Nullable Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
            int status = super.getErrorAttributes(request, options).get("status") instanceof Integer s ? s : 500;
            var named = HttpStatus.resolve(status);
            var message =
                    named == null ? "status " + status : named.getReasonPhrase().toLowerCase(Locale.ROOT);
            var body = new java.util.HashMap<String, @Nullable Object>();
            body.put("error", new ConsoleError.Cause(code(status), message));
            return body;
        }
    }
}
