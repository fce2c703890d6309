package dev.serai.gateway;

import dev.serai.protocol.Signatures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The built front-end files of the outside pages, kept in memory from the start: they are few, they never change while we
 * run, and no request path ever reaches the file system.
 */
@Component
class StaticFiles {
    private static final Logger LOG = LoggerFactory.getLogger(StaticFiles.class);

    /** All files together. */
    private static final long BYTES_MAX = 32L << 20;

    private static final String OWN_ONLY =
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors ";

    /** Sent with every page. */
    static final Map<String, String> SAFETY = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "same-origin",
            "Content-Security-Policy", OWN_ONLY + "'none'");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2");

    /** One file. A name with a hash in it never changes its content. */
    record StaticFile(String type, String etag, boolean hashed, Buffer content) {
        void send(HttpServerRequest request) {
            send(request, 200, null);
        }

        /** @param frameAncestor the one origin whose frames may show it */
        void send(HttpServerRequest request, int status, @Nullable String frameAncestor) {
            var response = request.response();
            SAFETY.forEach(response::putHeader);
            if (frameAncestor != null) {
                response.putHeader("Content-Security-Policy", OWN_ONLY + frameAncestor);
            }
            if (status != 200 || frameAncestor != null) {
                response.setStatusCode(status)
                        .putHeader("Cache-Control", "no-store")
                        .putHeader("Content-Type", type)
                        .end(content);
                return;
            }
            response.putHeader("ETag", etag)
                    .putHeader("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
            if (etag.equals(request.getHeader("if-none-match"))) {
                response.setStatusCode(304).end();
            } else {
                response.putHeader("Content-Type", type).end(content);
            }
        }
    }

    private final Map<String, StaticFile> files = new HashMap<>();

    StaticFiles(@Value("${serai.ui}") Path ui) {
        for (var part : new String[] {"h5", "portal"}) {
            var folder = ui.resolve(part);
            if (Files.isDirectory(folder)) {
                load(folder, "/" + part + "/");
            }
        }
    }

    @Nullable StaticFile find(String path) {
        return files.get(path);
    }

    private void load(Path folder, String address) {
        try (var all = Files.walk(folder)) {
            long bytes = 0;
            for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                var content = Files.readAllBytes(file);
                bytes += content.length;
                if (bytes > BYTES_MAX) {
                    LOG.error("{} holds more than {} bytes; the rest is not served", folder, BYTES_MAX);
                    return;
                }
                var name = folder.relativize(file).toString();
                var ending = name.substring(name.lastIndexOf('.') + 1);
                var type = TYPES.getOrDefault(ending, "application/octet-stream");
                var etag = "\"" + Signatures.sha256Hex(content).substring(0, 24) + "\"";
                var entry = new StaticFile(type, etag, name.startsWith("assets/"), Buffer.buffer(content));
                files.put(address + name, entry);
                if (name.equals("index.html")) {
                    files.put(address, entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the front-end files in " + folder + " could not be read", e);
        }
    }
}
