package dev.serai.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** {@code serai repair CONTEST REASON}: puts right what a recount found wrong, with an entry that says who and why. */
final class RepairCommand implements Main.Command {
    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        if (arguments.size() != 2 || arguments.getLast().isBlank()) {
            throw new Main.Usage("repair CONTEST REASON, for example: repair 301 \"disk fault of 3 May\"");
        }
        var access = Access.of(data);
        var body = Access.JSON.createObjectNode().put("reason", arguments.getLast());
        var request = HttpRequest.newBuilder(
                        URI.create(access.console() + "/api/contests/" + arguments.getFirst() + "/repairs"))
                .header("Authorization", "Bearer " + access.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        var response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(
                Access.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Access.JSON.readTree(response.body())));
        return response.statusCode() < 300 ? 0 : 1;
    }
}
