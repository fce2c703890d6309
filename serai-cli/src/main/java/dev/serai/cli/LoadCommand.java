package dev.serai.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code serai load --type TYPE [--version N] FILE…}: takes facts in from CSV files. Loading again does no harm: what is in
 * already is a duplicate, so an interrupted load is resumed by repeating it.
 */
final class LoadCommand implements Main.Command {
    private static final String[] COUNTS = {"accepted", "duplicate", "stale", "conflict", "refused"};

    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        var files = new ArrayList<>(arguments);
        var type = option(files, "--type");
        var version = option(files, "--version");
        if (type.isEmpty() || files.isEmpty()) {
            throw new Main.Usage("load --type TYPE [--version N] FILE…");
        }
        var access = Access.of(data);
        var totals = new long[COUNTS.length];
        int failed = 0;
        for (var file : files) {
            failed += load(access, type, version, Path.of(file), totals);
        }
        var line = new StringBuilder();
        for (int i = 0; i < COUNTS.length; i++) {
            line.append(i == 0 ? "" : ", ").append(totals[i]).append(' ').append(COUNTS[i]);
        }
        System.out.println(line);
        return totals[4] == 0 && failed == 0 ? 0 : 1;
    }

    private static int load(Access access, String type, String version, Path file, long[] totals)
            throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        var uri = access.console() + "/api/facts/load?type=" + encoded(type)
                + (version.isEmpty() ? "" : "&version=" + encoded(version));
        var request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + access.token())
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        var response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            var text = String.join("\n", response.body().toList());
            throw new IOException(file + " was not loaded: " + message(text));
        }
        JsonNode last = Access.JSON.createObjectNode();
        var bar = new ProgressBar(file.getFileName().toString());
        for (var line : (Iterable<String>) response.body()::iterator) {
            last = Access.JSON.readTree(line);
            if (last.has("taken")) {
                bar.show(last.path("taken").asLong(), last.path("facts").asLong());
            }
        }
        bar.end();
        if (last.has("error")) {
            throw new IOException(
                    file + " was not loaded: " + last.path("error").asString());
        }
        if (!last.has("accepted")) {
            throw new IOException(file + " was not loaded to its end: " + message(last.toString())
                    + "; repeat the command, what is in already is not taken twice");
        }
        for (int i = 0; i < COUNTS.length; i++) {
            totals[i] += last.path(COUNTS[i]).asLong();
        }
        for (var problem : last.path("problems")) {
            System.err.println(file + ": line " + problem.path("line").asString() + ": "
                    + problem.path("cause").asString());
        }
        if (last.path("warnings").asLong() > 0) {
            System.err.println(file + ": " + last.path("warnings").asLong() + " amounts were rounded to the cent");
        }
        return 0;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String message(String json) {
        try {
            var message =
                    Access.JSON.readTree(json).path("error").path("message").asString("");
            return message.isEmpty() ? json : message;
        } catch (tools.jackson.core.JacksonException e) {
            return json;
        }
    }

    private static String option(List<String> arguments, String name) throws Main.Usage {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return "";
        }
        if (at + 1 == arguments.size()) {
            throw new Main.Usage(name + " needs a value after it");
        }
        var value = arguments.get(at + 1);
        arguments.subList(at, at + 2).clear();
        return value;
    }
}
