package dev.serai.cli;

import java.net.http.HttpClient;
import java.time.Duration;

/** The one HTTP client. */
final class Http {
    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private Http() {}
}
