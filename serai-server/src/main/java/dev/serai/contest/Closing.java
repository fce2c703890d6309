package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a contest's file says of its end.
 *
 * @param settle how long after the end late facts are waited for at least, before a result may be published
 * @param fourEyes whether another person must approve than the one who opened the review
 * @param prizes null where nothing is given
 * @param resultPicture shown once the result is published
 * @param accounts by unit who receives its prizes, where the file says so
 * @param file the whole file, canonical JSON; its SHA-256 is the revision
 */
record Closing(
        Duration settle,
        boolean fourEyes,
        @Nullable Prizes prizes,
        @Nullable String resultPicture,
        Map<String, String> accounts,
        String file) {
    /** A weekend's late uploads and returns. */
    static final Duration SETTLE_USUAL = Duration.ofDays(3);

    static Closing read(JsonNode file) {
        Map<String, String> accounts = new HashMap<>();
        for (var one : file.path("roster").path("units")) {
            if (one.has("account")) {
                accounts.put(one.path("unit").asString(), one.path("account").asString());
            }
        }
        return new Closing(
                settle(file.path("settle")),
                file.path("four_eyes").asBoolean(false),
                Prizes.read(file),
                file.path("result_picture").isString()
                        ? file.path("result_picture").stringValue()
                        : null,
                Map.copyOf(accounts),
                Json.canonical(file));
    }

    private static Duration settle(JsonNode said) {
        if (!said.isString()) {
            return SETTLE_USUAL;
        }
        try {
            return Duration.parse(said.stringValue());
        } catch (DateTimeException e) {
            throw new DeclarationProblem(
                    "/settle", "must be days, hours and minutes like P3D or PT36H, found " + said.stringValue());
        }
    }
}
