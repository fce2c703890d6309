package dev.serai.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** {@code serai recount CONTEST}: compares a contest's board with a count of its own over the facts. */
final class RecountCommand implements Main.Command {
    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        if (arguments.size() != 1) {
            throw new Main.Usage("recount CONTEST, for example: recount 301");
        }
        var access = Access.of(data);
        var request = HttpRequest.newBuilder(
                        URI.create(access.console() + "/api/contests/" + arguments.getFirst() + "/recount"))
                .header("Authorization", "Bearer " + access.token())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        var response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        var answer = Access.JSON.readTree(response.body());
        System.out.println(Access.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        return response.statusCode() == 200 && answer.path("differences").isEmpty() ? 0 : 1;
    }
}
