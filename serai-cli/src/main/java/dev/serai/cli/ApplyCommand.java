package dev.serai.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** {@code serai apply FILE…}: publishes declaration files, all or none. */
final class ApplyCommand implements Main.Command {
    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        if (arguments.isEmpty()) {
            throw new Main.Usage("apply FILE…");
        }
        var access = Access.of(data);
        var body = Access.JSON.createObjectNode();
        var files = body.putArray("files");
        for (var name : arguments) {
            try {
                files.addObject().put("name", name).put("text", TextFile.read(Path.of(name)));
            } catch (TextFile.NoText e) {
                tell(name, e.line(), e.column(), "the file is not UTF-8; save it as UTF-8", e.found());
                System.err.println("Nothing was changed.");
                return 1;
            }
        }
        var request = HttpRequest.newBuilder(URI.create(access.console() + "/api/declarations/apply"))
                .header("Authorization", "Bearer " + access.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Access.JSON.writeValueAsString(body)))
                .build();
        var response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        var answer = Access.JSON.readTree(response.body());
        if (response.statusCode() == 200) {
            for (var line : answer.path("lines")) {
                System.out.printf(
                        "%s  %s %s  %s  %s%n",
                        line.path("file").asString(),
                        line.path("kind").asString(),
                        line.path("id").asString(),
                        line.path("revision").asString(),
                        line.path("changed").asBoolean() ? "published" : "unchanged");
            }
            return 0;
        }
        for (var problem : answer.path("problems")) {
            tell(
                    problem.path("file").asString(),
                    problem.path("line").asInt(),
                    problem.path("column").asInt(),
                    problem.path("rule").asString(),
                    problem.path("text").asString());
        }
        if (answer.has("error")) {
            System.err.println(answer.path("error").path("message").asString());
        }
        System.err.println("Nothing was changed.");
        return 1;
    }

    private static void tell(String file, int line, int column, String rule, String text) {
        System.err.printf("%s:%d:%d: %s%n    %s%n", file, line, column, rule, text);
    }
}
